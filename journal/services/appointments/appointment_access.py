"""Who may book for whom, and the appointment that somebody may change."""

from __future__ import annotations

from uuid import UUID

from journal import clock
from journal.extensions import db
from journal.models import Appointment, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import notices
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows as rows
from journal.services.care import care
from journal.services.notices import Notice
from journal.services.people import people

CHANGED_PAST_US = "This entry was changed in the database, not here, so nothing was done."


class AppointmentRefused(ValueError):
    """This cannot be done with the appointment; the message says why. Nothing was changed."""


def require_pair(actor: Actor, patient: Person, therapist_id: UUID) -> None:
    """Raises unless the actor may book for the two, who are in care and here."""
    in_care = care.active_relation(patient.id, therapist_id, hold=True) is not None
    about = About(patient.clinic_id, patient_id=patient.id, therapist_id=therapist_id, in_care=in_care)
    require(actor.who, Permission.APPOINTMENT_WRITE, about)
    if patient.status == "ended":
        raise AppointmentRefused("This account has ended, so nothing is booked or changed in it any more.")
    if not in_care:
        raise AppointmentRefused("This therapist does not treat this patient now. Choose who does.")
    if not people.is_current(patient):
        raise AppointmentRefused(CHANGED_PAST_US)


def find(appointment_id: UUID) -> Appointment:
    """An appointment, whoever asks. Raises `NotAllowed` where there is none."""
    row = db.session.get(Appointment, appointment_id)
    if row is None:
        raise NotAllowed
    return row


def held_row(actor: Actor, appointment_id: UUID) -> Appointment:
    """The appointment, which the actor may change, locked until the commit; care is held before it, as at its end.
    Raises `NotAllowed`, `AppointmentRefused`."""
    row = find(appointment_id)
    require_pair(actor, db.session.get_one(Person, row.patient_id), row.therapist_id)
    db.session.refresh(row, with_for_update=True)
    if not rows.is_current(row):
        raise AppointmentRefused(CHANGED_PAST_US)
    return row


def tell(actor: Actor, row: Appointment, notice: Notice) -> None:
    """Writes to the patient, and to the therapist where somebody else did it; nothing of what has passed."""
    for person_id in {row.patient_id, row.therapist_id} - {actor.id}:
        if rows.ends_at(row) > clock.now():
            notices.put(row.clinic_id, person_id, notice)
