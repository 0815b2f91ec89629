"""Appointments as pages show them: who, when, what for and where; never a word of what was written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import Appointment, Note, Person
from journal.permissions import About, NotAllowed, Permission, allows, require
from journal.services.actor import Actor
from journal.services.appointments import appointment_marks
from journal.services.appointments import appointment_rows as rows
from journal.services.care import care
from journal.services.notes import note_access, notes
from journal.services.people import people

KIND_NAMES = {
    rows.PREPARATION: "Preparation", rows.DOSING: "Dosing", rows.INTEGRATION: "Integration", rows.CHECK_IN: "Check-in",
}  # fmt: skip
STATE_NAMES = {rows.PLANNED: "Planned", rows.HELD: "Held", rows.CANCELLED: "Cancelled", rows.MISSED: "Missed"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Notes of one therapist that wait for the appointment with one patient, and how many of them appear by themselves
    once it is marked as held."""

    notes: int = 0
    when_held: int = 0


@dataclass(frozen=True, slots=True)
class AppointmentCard:
    """An appointment as lists and its page show it."""

    id: UUID
    patient_id: UUID
    patient_name: str
    patient_identifier: str
    therapist_id: UUID
    therapist_name: str
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    place: str
    version: int
    waiting: Waiting = Waiting()

    @property
    def kind_name(self) -> str:
        """What it is for, in words."""
        return KIND_NAMES.get(self.kind, "Appointment")

    @property
    def state_name(self) -> str:
        """What became of it, in words."""
        return STATE_NAMES.get(self.state, self.state)

    @property
    def link(self) -> str:
        """The place where it is an https address that can be followed, else nothing."""
        return self.place if is_link(self.place) else ""

    @property
    def can_be_marked(self) -> bool:
        """Whether it is planned, and has begun or soon will."""
        return self.state == rows.PLANNED and self.starts_at <= clock.now() + appointment_marks.SOON

    @property
    def has_passed(self) -> bool:
        """Whether its time is over."""
        return self.ends_at <= clock.now()


@dataclass(frozen=True, slots=True)
class AppointmentPage:
    """One appointment, and whether the reader may change it."""

    card: AppointmentCard
    may_change: bool
    account_open: bool


def is_link(place: str) -> bool:
    """Whether a place is an https address and nothing besides."""
    if not place.startswith("https://") or any(each.isspace() for each in place):
        return False
    try:
        return bool(urlsplit(place).hostname)
    except ValueError:
        return False


def page(actor: Actor, appointment_id: UUID) -> AppointmentPage:
    """One appointment. Raises `NotAllowed`, also where the row is not what the audit says."""
    row = readable(actor, appointment_id)
    may_change = allows(actor.who, Permission.APPOINTMENT_WRITE, _about(actor, row))
    waiting = waiting_for([row]) if may_change else {}
    return AppointmentPage(cards([row], waiting)[0], may_change, note_access.account_open(row.patient_id))


def readable(actor: Actor, appointment_id: UUID) -> Appointment:
    """An appointment that the actor may see. Raises `NotAllowed`, also where the row is not what the audit says."""
    row = db.session.get(Appointment, appointment_id)
    if row is None:
        raise NotAllowed
    require(actor.who, Permission.APPOINTMENT_READ, _about(actor, row))
    if not rows.is_current(row):
        raise NotAllowed
    return row


def _about(actor: Actor, row: Appointment) -> About:
    in_care = actor.role == "therapist" and care.in_care(row.patient_id, actor.id)
    return About(row.clinic_id, patient_id=row.patient_id, therapist_id=row.therapist_id, in_care=in_care)


def cards(found: Sequence[Appointment], waiting: dict[UUID, Waiting] | None = None) -> tuple[AppointmentCard, ...]:
    """Appointments with the names they need, looked up together; `waiting` is by their ids."""
    ids = {each for row in found for each in (row.patient_id, row.therapist_id)}
    named = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    return tuple(
        _card(row, named[row.patient_id], named[row.therapist_id], (waiting or {}).get(row.id, Waiting()))
        for row in found
    )


def _card(row: Appointment, patient: Person, therapist: Person, waiting: Waiting) -> AppointmentCard:
    return AppointmentCard(
        row.id, patient.id, people.name_of(patient), people.identifier_of(patient), therapist.id,
        people.name_of(therapist), row.kind, row.state, row.starts_at, rows.ends_at(row), row.minutes,
        rows.place_of(row), row.version, waiting,
    )  # fmt: skip


def waiting_for(found: Sequence[Appointment]) -> dict[UUID, Waiting]:
    """What waits for each of these appointments, all of one therapist, and was written for it."""
    if not found:
        return {}
    notes_ = _waiting_notes(found[0].therapist_id, {row.patient_id for row in found})
    theirs = {
        row.id: [each for each in notes_ if each.patient_id == row.patient_id and rows.is_for(row, each.created_at)]
        for row in found
    }
    return {row_id: Waiting(len(some), sum(each.release_when_held for each in some)) for row_id, some in theirs.items()}


def how_many_wait(therapist_id: UUID, patient_id: UUID) -> int:
    """How many notes of a therapist on a patient wait for an appointment, whichever."""
    return len(_waiting_notes(therapist_id, [patient_id]))


def _waiting_notes(therapist_id: UUID, patient_ids: Collection[UUID]) -> Sequence[Any]:
    theirs = (Note.author_id == therapist_id) & Note.patient_id.in_(patient_ids)
    waits = (Note.visibility == notes.AT_APPOINTMENT) & Note.released_at.is_(None) & Note.withdrawn_at.is_(None)
    return db.session.execute(
        select(Note.patient_id, Note.created_at, Note.release_when_held).where(theirs, waits)
    ).all()
