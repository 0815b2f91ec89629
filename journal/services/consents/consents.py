"""Consents: what a patient is asked, what they answered to which version, and what the answer allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal.extensions import db
from journal.models import Consent, ConsentText, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import care_now, decisions
from journal.services.consents import consent_rows, consent_texts
from journal.services.consents.consent_rows import GIVEN, PUT_OFF, WITHDRAWN
from journal.services.consents.consent_texts import TextChanged, TextPage
from journal.services.sessions.resting import resting_until
from journal.services.work import unit_of_work


class ConsentMissing(Exception):
    """Sharing anew was chosen without a consent to the privacy text as it stands now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one version of a text."""

    title: str
    number: int
    state: str
    published_at: datetime
    given_at: datetime | None
    withdrawn_at: datetime | None
    body: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a patient stands to one kind of text: the version that counts now, and their answers, newest first."""

    text: TextPage
    state: str | None
    answers: tuple[Answer, ...]
    may_agree: bool
    resting_until: datetime | None

    @property
    def in_force(self) -> Answer | None:
        """The newest answer that is a consent not taken back, to whichever version."""
        return next((answer for answer in self.answers if answer.state == GIVEN), None)

    @property
    def withdrawn(self) -> Answer | None:
        """The newest answer, where it was taken back."""
        newest = self.answers[0] if self.answers else None
        return newest if newest is not None and newest.state == WITHDRAWN else None


def waiting(actor: Actor) -> TextPage | None:
    """The one text to put to this patient now: the first not answered yet; none on a day of rest, and none by a clinic
    that has closed."""
    require(actor.who, Permission.CONSENT_ANSWER, About(actor.clinic_id, patient_id=actor.id))
    if care_now.is_closed(actor.clinic_id):
        return None
    for kind in consent_texts.KINDS:
        text = consent_texts.find(actor.clinic_id, kind)
        if text is not None and consent_rows.newest(actor.id, text) is None:
            return consent_texts.page_of(text) if decisions.may_decide(actor.id) else None
    return None


def allow_sharing(person_id: UUID, clinic_id: UUID) -> bool:
    """Whether this patient agreed to the privacy text as it stands now; without it nothing is shared anew."""
    text = consent_texts.find(clinic_id, consent_texts.PRIVACY)
    answered = consent_rows.newest(person_id, text) if text is not None else None
    return answered is not None and answered.state == GIVEN


def standing(actor: Actor, kind: str) -> Standing:
    """How this patient stands to a kind of text. Raises `NotAllowed`."""
    _require(actor, kind)
    text = consent_texts.current(actor.clinic_id, kind)
    rows = consent_rows.current(actor.id, kind)
    newest = next((row for row, of in rows if of.id == text.id), None)
    may_agree = decisions.may_decide(actor.id)
    return Standing(
        consent_texts.page_of(text), newest.state if newest else None,
        tuple(_answer(row, of) for row, of in rows if row.state != PUT_OFF), may_agree,
        None if may_agree else resting_until(actor.id),
    )  # fmt: skip


def _answer(row: Consent, text: ConsentText) -> Answer:
    return Answer(
        text.title, text.number, row.state, text.published_at, row.given_at, row.withdrawn_at, text.body
    )  # fmt: skip


def of_actor(actor: Actor) -> list[Standing]:
    """How this patient stands to every kind of text that is whole. Raises `NotAllowed`."""
    whole = [kind for kind in consent_texts.KINDS if consent_texts.find(actor.clinic_id, kind) is not None]
    return [standing(actor, kind) for kind in whole]


def agree(actor: Actor, kind: str, number: int) -> None:
    """Agrees to the version that was on the page. Raises `NotAllowed`, `TextChanged`, `NotToday`."""
    _settle(actor, kind, number, GIVEN, Act.CONSENT_GIVEN)


def agree_to_all(actor: Actor) -> None:
    """Agrees to every text not answered yet; for the demonstration. Raises `NotAllowed`, `NotToday`."""
    for kind in consent_texts.KINDS:
        text = consent_texts.current(actor.clinic_id, kind)
        if consent_rows.newest(actor.id, text) is None:
            agree(actor, kind, text.number)


def put_off(actor: Actor, kind: str, number: int) -> None:
    """Says not now to the version that was on the page. Raises `NotAllowed`, `TextChanged`, `NotToday`."""
    _settle(actor, kind, number, PUT_OFF, Act.CONSENT_PUT_OFF)


def _settle(actor: Actor, kind: str, number: int, state: str, act: Act) -> None:
    _require(actor, kind)
    decisions.require_decision(actor.id)
    consent_texts.current(actor.clinic_id, kind)
    with unit_of_work():
        db.session.get_one(Person, actor.id, with_for_update=True)  # one answer after the other
        text = consent_texts.current(actor.clinic_id, kind)
        if text.number != number:
            raise TextChanged
        newest = consent_rows.newest(actor.id, text)
        if newest is not None and newest.state in (state, GIVEN):
            return
        if newest is None or newest.state == WITHDRAWN:  # what was taken back stays on record as it was
            newest = consent_rows.new(actor.clinic_id, actor.id, text.id)
        consent_rows.move(newest, state, act, actor.id)


def withdraw(actor: Actor, kind: str) -> None:
    """Takes back every consent to a kind of text, on any day. Raises `NotAllowed`."""
    _require(actor, kind)
    consent_texts.current(actor.clinic_id, kind)
    with unit_of_work():
        db.session.get_one(Person, actor.id, with_for_update=True)
        for row, _ in consent_rows.current(actor.id, kind):
            if row.state == GIVEN:
                consent_rows.move(row, WITHDRAWN, Act.CONSENT_WITHDRAWN, actor.id)


def _require(actor: Actor, kind: str) -> None:
    """Raises `NotAllowed`, also for the text on treatment, which is answered for a course."""
    require(actor.who, Permission.CONSENT_ANSWER, About(actor.clinic_id, patient_id=actor.id))
    if kind not in consent_texts.KINDS:
        raise NotAllowed
