"""How a patient came, as pages show it: to the treatment team with every reason, to the patient with what was told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from journal.models import Person, Referral
from journal.permissions import NotAllowed, Permission, allows
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.before import before_rows
from journal.services.people import people
from journal.services.referrals import referral_answers, referral_rows, referral_words
from journal.services.referrals.referral_words import ENQUIRY, LETTER, Words
from journal.services.treatment import treatment_team


@dataclass(frozen=True, slots=True)
class Noted:
    """An enquiry or a referral as it was noted, by whom and when."""

    part: str
    words: Words
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """Who marked a reason as told to the patient, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One act: what was answered, why, by whom and when; `reason` is empty where the reader is not told it."""

    id: UUID
    what: str
    reason: str
    author: str
    at: datetime
    told: Told | None


@dataclass(frozen=True, slots=True)
class ReferralView:
    """One referral; without anything but its stage where it cannot be opened, and where it does not `stand`, because a
    restore put it out of force, another one is begun."""

    id: UUID
    version: int
    stage: str
    since: datetime
    readable: bool
    stands: bool = True
    enquiry: Noted | None = None
    letter: Noted | None = None
    answers: tuple[AnswerView, ...] = ()
    earlier: tuple[Noted, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it waits for a step, or was accepted and goes on."""
        return self.stands and self.stage in referral_rows.OPEN

    def noted(self, part: str) -> Noted | None:
        """One of its two parts, where it was noted."""
        return self.enquiry if part == ENQUIRY else self.letter


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """Everything the page of a patient's referral shows: the newest one, and those before it. To a patient it
    `is_on_its_way` while the record from before their account is not theirs yet, and does not open."""

    patient_id: UUID
    name: str
    identifier: str
    newest: ReferralView | None
    before: tuple[ReferralView, ...]
    may_write: bool
    may_follow: tuple[str, ...]
    is_on_its_way: bool = False

    @property
    def open_one(self) -> ReferralView | None:
        """The one that is open, where there is one."""
        return self.newest if self.newest is not None and self.newest.is_open else None

    @property
    def may_remove(self) -> bool:
        """Whether the newest one can still be removed: nobody has answered it."""
        return self.may_write and self.newest is not None and self.newest.readable and not self.newest.answers


def of_patient(actor: Actor, patient_id: UUID) -> ReferralPage:
    """A patient's referrals for somebody on their treatment team. Raises `NotAllowed`."""
    if actor.role == "patient":
        raise NotAllowed  # they read their own without the reasons, see `own`
    patient = treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_READ)
    return _page(actor, patient, _views(actor, referral_rows.of_patients([patient.id])))


def own(actor: Actor) -> ReferralPage:
    """The patient's own, without reasons that they were not told. Raises `NotAllowed`."""
    patient = treatment_team.patient_for(actor, actor.id, Permission.TREATMENT_READ)
    shown = [_as_told(view) for view in _views(actor, referral_rows.of_patients([patient.id]))]
    return replace(_page(actor, patient, shown), is_on_its_way=before_rows.waits_for(patient.id))


def _page(actor: Actor, patient: Person, views: Sequence[ReferralView]) -> ReferralPage:
    about = treatment_team.about(actor, patient)
    newest = views[-1] if views else None
    answers = allows(actor.who, Permission.REFERRAL_ANSWER, about) and newest is not None and newest.readable
    return ReferralPage(
        patient.id, people.name_of(patient), people.identifier_of(patient), newest, tuple(reversed(views[:-1])),
        allows(actor.who, Permission.TREATMENT_WRITE, about),
        referral_answers.may_follow(newest.stage) if answers and newest is not None else (),
    )  # fmt: skip


def _as_told(view: ReferralView) -> ReferralView:
    answers = (each if each.told else replace(each, reason="") for each in view.answers)
    return replace(view, answers=tuple(answers), earlier=())


def _views(actor: Actor, rows: Sequence[Referral]) -> list[ReferralView]:
    said = sealed_records.opened(actor, rows)
    names = people.names(actor.clinic_id, {UUID(hex=each) for value in said.values() for each in _writers(value)})
    return [_view(row, said.get(row.id), names) for row in rows]


def _writers(value: Mapping[str, Any]) -> Iterator[str]:
    parts = [value[part] for part in (ENQUIRY, LETTER) if value[part]]
    yield from (each["by"] for each in (*parts, *value["acts"], *value["earlier"]))
    yield from (each["told"]["by"] for each in value["acts"] if each["told"])


def _view(row: Referral, value: Mapping[str, Any] | None, names: Mapping[UUID, str]) -> ReferralView:
    if value is None:
        stands = not sealed_records.is_out_of_force(row)
        return ReferralView(row.id, row.version, row.stage, row.since, readable=False, stands=stands)
    return ReferralView(
        row.id, row.version, row.stage, row.since, readable=True,
        enquiry=_part(ENQUIRY, value, names), letter=_part(LETTER, value, names),
        answers=tuple(_answer(each, names) for each in value["acts"]),
        earlier=tuple(_noted(each["part"], each, names) for each in value["earlier"]),
    )  # fmt: skip


def _part(part: str, value: Mapping[str, Any], names: Mapping[UUID, str]) -> Noted | None:
    return _noted(part, value[part], names) if value[part] else None


def _noted(part: str, value: Mapping[str, Any], names: Mapping[UUID, str]) -> Noted:
    return Noted(part, referral_words.told(part, value), _name(value, names), _at(value))


def _answer(value: Mapping[str, Any], names: Mapping[UUID, str]) -> AnswerView:
    told = Told(_name(value["told"], names), _at(value["told"])) if value["told"] else None
    return AnswerView(
        UUID(hex=value["id"]), value["what"], value["reason"], _name(value, names), _at(value), told
    )  # fmt: skip


def _name(value: Mapping[str, Any], names: Mapping[UUID, str]) -> str:
    return names.get(UUID(hex=value["by"]), people.UNREADABLE_NAME)


def _at(value: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(value["at"])
