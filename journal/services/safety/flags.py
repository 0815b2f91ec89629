"""Safety flags: opened with what they are about, once each, and listed for everybody who has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import Clinic, Person, SafetyFlag
from journal.permissions import Permission
from journal.services import notices, sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.measures import instruments, shipped
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.safety import flag_people, flag_rows
from journal.services.safety.flag_ages import Age
from journal.services.safety.flag_rows import CLOSED, KeptFlag

ANSWER, ASKED, THERAPIST = "answer", "asked", "therapist"


class FlagRefused(ValueError):
    """This cannot be kept of a flag; the message says why, and the words are given back."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a flag is opened: by an answer, because the patient asked, or by a clinician in their own words."""

    kind: str
    about_id: UUID
    instrument: str = ""
    item: str = ""
    value: int | None = field(default=None, repr=False)
    priority: bool = False
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A flag as a list shows it; not `whole` where its row was changed in the database, `lost` where it is not there.

    `priority`, and what kind of thing it is `about`, are only known to whose keys open the cause."""

    id: UUID
    patient_id: UUID
    name: str
    identifier: str
    opened_at: datetime
    age: Age
    state: str
    contact_at: datetime | None = None
    whole: bool = True
    lost: bool = False
    priority: bool = False
    about: str = ""
    has_died: bool = False


def open_flag(actor: Actor, patient_id: UUID, ring: RingKey, cause: Cause) -> UUID | None:
    """Opens a flag with its notices, in the caller's unit of work; none where nobody at the clinic would see it.

    For one response there is one: said again it stays, and another answer is added to it. Once it is closed, only a
    higher answer, or one to another question, opens another.

    Raises `NotAllowed`, and `FlagRefused` where the patient has died."""
    patient = flag_people.patient_for(actor, patient_id, Permission.FLAG_OPEN, hold=True)
    if patient.status == "ended":
        raise FlagRefused(f"{people.name_of(patient)} has died, so no flag is opened.")
    told = flag_people.told(patient)
    if not told:
        return None
    people.hold(patient_id)
    kept = flag_rows.of_patients(patient.clinic_id, [patient_id])
    said = causes(actor, kept)
    same = next((each for each in reversed(kept) if each.id in said and _is_same(said[each.id], cause)), None)
    if same is not None and same.row is not None and not _is_new(same.row, said[same.id], cause):
        return _added(actor, same.row, ring, said[same.id], cause)
    row = flag_rows.begun(patient.clinic_id, patient_id, kept)
    row.contact_at = clock.now() if cause.kind == ASKED else None
    sealed_records.write(actor, Act.SAFETY_FLAG_OPENED, row, ring, _value(cause))
    tell(patient.clinic_id, told, actor)
    return row.id


def tell(clinic_id: UUID, told: Iterable[Person], actor: Actor) -> None:
    """Puts a notice without any content for everybody who has the flag, but who acted."""
    for person in told:
        if person.id != actor.id:
            notices.put(clinic_id, person.id, Notice.SAFETY_FLAG)


def causes(actor: Actor, kept: Iterable[KeptFlag]) -> dict[UUID, dict[str, Any]]:
    """What these flags are about, by their ids; those that do not open with the actor's keys are left out."""
    return sealed_records.opened(actor, [each.row for each in kept if each.row is not None and each.whole])


def _value(cause: Cause) -> dict[str, Any]:
    return {
        "kind": cause.kind, "about": str(cause.about_id), "instrument": cause.instrument, "item": cause.item,
        "answers": {} if cause.value is None else {cause.item: [cause.value]}, "priority": cause.priority,
        "words": cause.words,
    }  # fmt: skip


def _is_same(said: dict[str, Any], cause: Cause) -> bool:
    one_response = cause.kind == ANSWER or said["item"] == cause.item
    return one_response and (said["about"], said["kind"]) == (str(cause.about_id), cause.kind)


def _is_new(row: SafetyFlag, said: dict[str, Any], cause: Cause) -> bool:
    return row.state == CLOSED and cause.value is not None and cause.value > max(_said_of(said, cause), default=-1)


def _said_of(said: dict[str, Any], cause: Cause) -> list[int]:
    """What was answered to this question before, in order."""
    before: list[int] = said["answers"].get(cause.item, [])
    return before


def _added(actor: Actor, row: SafetyFlag, ring: RingKey, said: dict[str, Any], cause: Cause) -> UUID:
    """The flag there is, with an answer that came or was changed since; never the other way, to none."""
    before = _said_of(said, cause)
    if cause.value is not None and row.state != CLOSED and before[-1:] != [cause.value]:
        answers = {**said["answers"], cause.item: [*before, cause.value]}
        row.moves += 1
        value = {**said, "answers": answers, "priority": said["priority"] or cause.priority}
        sealed_records.write(actor, Act.SAFETY_FLAG_ADDED_TO, row, ring, value)
    return row.id


def open_for(actor: Actor) -> tuple[FlagLine, ...]:
    """Every flag the actor has that is not closed, oldest first; what was changed or taken out before all others.
    Raises `NotAllowed`."""
    flagged = flag_rows.ever_flagged(actor.clinic_id)
    return _lines(actor, flag_rows.of_patients(actor.clinic_id, flag_people.patients_among(actor, flagged)))


def open_of(actor: Actor, patient_id: UUID) -> tuple[FlagLine, ...]:
    """The same of one patient. Raises `NotAllowed`."""
    flag_people.patient_for(actor, patient_id, Permission.FLAG_ANSWER)
    return _lines(actor, flag_rows.of_patients(actor.clinic_id, [patient_id]))


def _lines(actor: Actor, kept: Iterable[KeptFlag]) -> tuple[FlagLine, ...]:
    found = [each for each in kept if each.under_way]
    if not found:
        return ()
    ids = {each.patient_id for each in found}
    persons = {each.id: each for each in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    clinic, said = db.session.get_one(Clinic, actor.clinic_id), causes(actor, found)
    lines = (_line(each, persons[each.patient_id], Age.of(each, clinic), said.get(each.id)) for each in found)
    return tuple(sorted(lines, key=lambda line: (line.whole, not line.priority, line.opened_at)))


def _line(kept: KeptFlag, patient: Person, age: Age, said: dict[str, Any] | None) -> FlagLine:
    row = kept.row if kept.whole else None
    return FlagLine(
        kept.id, patient.id, people.name_of(patient), people.identifier_of(patient), kept.begun_at,
        age, row.state if row else flag_rows.OPEN, row.contact_at if row else None,
        whole=kept.whole, lost=kept.row is None, priority=bool(said and said["priority"]),
        about=_about(said, row) if said and row else "", has_died=patient.status == "ended",
    )  # fmt: skip


def _about(said: dict[str, Any], row: SafetyFlag) -> str:
    """What kind of cause it is, without what was answered or written: two of one patient are told apart by it. That
    contact was asked for stands in the open already, as long as it was not taken back."""
    if said["kind"] == THERAPIST:
        return "with a clinician's reason"
    if said["kind"] == ASKED:
        return "" if row.contact_at else "a wish to be contacted, taken back"
    instrument = shipped.newest(instruments.every()).get(said["instrument"])
    return f"an answer to {instrument.short_name if instrument else said['instrument']}"
