"""When what a patient shares is read: by the next integration appointment, or no date is set; and why none is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal import clock
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.appointments import appointment_dates
from journal.services.appointments import appointment_rows as rows
from journal.services.appointments.appointment_dates import Meeting
from journal.services.care import care
from journal.services.people import people


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """An appointment as a sentence names it."""

    id: UUID
    kind: str
    starts_at: datetime
    therapist_name: str


@dataclass(frozen=True, slots=True)
class ReadingDate:
    """The next integration appointment, what comes before it, and whether one passed with something left unread and no
    new one is booked."""

    next: NextMeeting | None
    sooner: NextMeeting | None
    passed_unread: bool


def own(actor: Actor) -> ReadingDate:
    """The patient's own. Raises `NotAllowed`."""
    require(actor.who, Permission.APPOINTMENT_READ, About(actor.clinic_id, patient_id=actor.id))
    return _of(actor.clinic_id, actor.id, None)


def of_patient(actor: Actor, patient_id: UUID) -> ReadingDate:
    """That of a patient in this therapist's care, by their own appointments. Raises `NotAllowed`."""
    in_care = actor.role == "therapist" and care.in_care(patient_id, actor.id)
    require(actor.who, Permission.PATIENT_READ, About(actor.clinic_id, patient_id=patient_id, in_care=in_care))
    return _of(actor.clinic_id, patient_id, actor.id)


def _of(clinic_id: UUID, patient_id: UUID, therapist_id: UUID | None) -> ReadingDate:
    now = clock.now()
    dates = appointment_dates.of_patients(clinic_id, [patient_id], now, therapist_id)
    found = dates.get(patient_id, appointment_dates.Dates())
    first = appointment_dates.next_of_any_kind(clinic_id, patient_id, now, therapist_id)
    sooner = first if first is not None and first.kind != rows.INTEGRATION else None
    names = people.names(clinic_id, {each.therapist_id for each in (found.next, sooner) if each is not None})
    passed = None if found.next else found.passed
    return ReadingDate(
        _named(found.next, names), _named(sooner, names),
        passed is not None and appointment_dates.left_unread(passed, clinic_id),
    )  # fmt: skip


def _named(meeting: Meeting | None, names: dict[UUID, str]) -> NextMeeting | None:
    if meeting is None:
        return None
    name = names.get(meeting.therapist_id, people.UNREADABLE_NAME)
    return NextMeeting(meeting.id, meeting.kind, meeting.starts_at, name)
