"""Appointments as calendars take them (RFC 5545): when, and nothing of with whom, where or what for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import Appointment, Person
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows as rows
from journal.services.appointments import appointment_views

_WRITING = "journal.services.appointments.calendar_writing"  # its library is loaded once a calendar is asked for
_KEPT = timedelta(days=180)  # how long what has passed stays in a calendar that fetches it


def of_person(person: Person) -> bytes:
    """The calendar of a patient, or of a therapist."""
    own = Appointment.patient_id if person.role == "patient" else Appointment.therapist_id
    mine = (own == person.id) & (Appointment.starts_at > clock.now() - _KEPT)
    found = rows.current(db.session.scalars(select(Appointment).where(mine).order_by(Appointment.starts_at)))
    return _file(person.id, found)


def of_one(actor: Actor, appointment_id: UUID) -> bytes:
    """One appointment as a file, for the two people concerned. Raises `NotAllowed`."""
    row = appointment_views.readable(actor, appointment_id)
    if actor.id not in (row.patient_id, row.therapist_id):
        raise NotAllowed
    return _file(actor.id, [row])


def _file(person_id: UUID, found: Iterable[Appointment]) -> bytes:
    written: bytes = import_module(_WRITING).written(person_id, found)
    return written
