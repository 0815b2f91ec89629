"""One flag as a clinician sees it: whom to contact, since when, and what their keys open of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import Clinic, Note, Person, Reflection, Reply, SafetyFlag, SafetyStep
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people, phone_numbers
from journal.services.safety import flag_people, flag_rows, flag_steps, flags
from journal.services.safety.flag_ages import Age
from journal.services.safety.flag_causes import CauseView, in_words
from journal.services.safety.flag_rows import KeptFlag
from journal.services.work import unit_of_work

_ONCE_IN = timedelta(hours=1)  # the page is loaded anew with every step: one looking is one row


@dataclass(frozen=True, slots=True)
class StepView:
    """What somebody did, or noted at the end; without words where it does not open with the reader's keys."""

    kind: str
    author: str
    at: datetime
    words: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class By:
    """Who did something, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FlagPage:
    """A flag with its patient; `cause` is none where the reader's keys do not open it."""

    id: UUID
    patient: people.PersonCard
    phone: str
    opened_at: datetime
    age: Age
    state: str
    moves: int
    contact_at: datetime | None
    cause: CauseView | None
    acknowledged: By | None
    closed: By | None
    steps: tuple[StepView, ...]
    steps_lost: bool
    whole: bool
    lost: bool
    needed: str
    in_care: bool
    reflection_id: UUID | None

    @property
    def has_died(self) -> bool:
        """Whether there is nobody to contact any more."""
        return self.patient.status == "ended"


def open_page(actor: Actor, flag_id: UUID) -> FlagPage:
    """A flag for somebody who has it, with a receipt in the same transaction. Raises `NotAllowed`."""
    with unit_of_work():
        patient_id = flag_rows.whose(actor.clinic_id, flag_id)
        if patient_id is None:
            raise NotAllowed
        patient = flag_people.patient_for(actor, patient_id, Permission.FLAG_ANSWER, hold=True)
        kept = flag_rows.one(actor.clinic_id, patient_id, flag_id)
        if kept is None:
            raise NotAllowed
        _leave_receipt(actor, kept)
        return _page(actor, patient, kept)


def _leave_receipt(actor: Actor, kept: KeptFlag) -> None:
    asked = kept.row.contact_at if kept.row else None
    for row in audit.newest_acts(actor.clinic_id, kept.id, [Act.SAFETY_FLAG_SEEN]):
        if row.actor_id == actor.id and clock.now() - row.at < _ONCE_IN and (asked is None or row.at >= asked):
            return
    known = audit.newest_stamp(actor.clinic_id, kept.id)
    if known is not None:  # where the row is gone the receipt still stands
        audit.record_about(Act.SAFETY_FLAG_SEEN, actor.id, known)


def _page(actor: Actor, patient: Person, kept: KeptFlag) -> FlagPage:
    row = kept.row if kept.whole else None
    written = flag_steps.written_to(kept.row) if kept.row else []
    clinic = db.session.get_one(Clinic, actor.clinic_id)
    in_care, cause = flag_people.about(actor, patient).in_care, _cause(actor, patient, kept)
    names = people.names(actor.clinic_id, _named(kept.row, written))
    return FlagPage(
        kept.id, people.card(patient), phone_numbers.of_person(patient), kept.begun_at, Age.of(kept, clinic),
        row.state if row else flag_rows.OPEN, kept.row.moves if kept.row else 0, row.contact_at if row else None,
        cause,
        _by(row.acknowledged_by, row.acknowledged_at, names) if row else None,
        _by(row.closed_by, row.closed_at, names) if row else None,
        _steps(actor, written, names), row is not None and len(written) < row.steps, kept.whole, kept.row is None,
        flag_steps.needed(row, written) if row else flag_steps.BEGIN_AGAIN,
        in_care, _reflection_of(patient, cause.about_id) if in_care and cause else None,
    )  # fmt: skip


def _named(row: SafetyFlag | None, written: Sequence[SafetyStep]) -> set[UUID]:
    found = {step.author_id for step in written}
    if row is not None:
        found |= {each for each in (row.author_id, row.acknowledged_by, row.closed_by) if each is not None}
    return found


def _by(who: UUID | None, at: datetime | None, names: Mapping[UUID, str]) -> By | None:
    return By(names.get(who, people.UNREADABLE_NAME), at) if who and at else None


def _cause(actor: Actor, patient: Person, kept: KeptFlag) -> CauseView | None:
    said = flags.causes(actor, [kept]).get(kept.id)
    if said is None or kept.row is None:
        return None
    author = people.names(patient.clinic_id, [kept.row.author_id]).get(kept.row.author_id, "")
    return in_words(said, author, patient)


def _reflection_of(patient: Person, about_id: UUID) -> UUID | None:
    """The reflection that a clinician opened it about, or the one whose notes hold that reply."""
    note = select(Note.reflection_id).join(Reply, Reply.note_id == Note.id).where(Reply.id == about_id)
    there = Reflection.id.in_((about_id, db.session.scalars(note).one_or_none()))
    mine = select(Reflection.id).where(there, Reflection.patient_id == patient.id)
    return db.session.scalars(mine).one_or_none()


def _steps(actor: Actor, written: Sequence[SafetyStep], names: Mapping[UUID, str]) -> tuple[StepView, ...]:
    said = sealed_records.opened(actor, written)
    return tuple(
        StepView(
            step.kind, names.get(step.author_id, people.UNREADABLE_NAME), step.created_at,
            said[step.id]["words"] if step.id in said else None,
        )
        for step in written
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """About whom and what a flag would be opened."""

    patient: people.PersonCard
    about_id: UUID
    reflection_id: UUID | None
    names: tuple[str, ...]


def opening(actor: Actor, patient_id: UUID, about_id: UUID | None) -> Opening:
    """What the form of a new flag says: about whom, and who else will have it. Raises `NotAllowed`."""
    patient = flag_people.patient_for(actor, patient_id, Permission.FLAG_ANSWER)
    if patient.status == "ended":
        raise NotAllowed
    about = about_id or patient_id
    return Opening(
        people.card(patient), about, _reflection_of(patient, about) if actor.role == "therapist" else None,
        tuple(people.name_of(each) for each in flag_people.told(patient) if each.id != actor.id),
    )  # fmt: skip
