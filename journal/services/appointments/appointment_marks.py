"""What became of an appointment: held, missed or cancelled, and the mark taken back.

Marking one as held lets the patient see the notes that were to wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from journal import clock
from journal.models import Appointment
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows as rows
from journal.services.appointments.appointment_access import AppointmentRefused, find, held_row, tell
from journal.services.care import care_endings
from journal.services.notes import notes
from journal.services.notices import Notice
from journal.services.work import unit_of_work

Mark = Callable[[Actor, UUID], int | None]
SOON = timedelta(hours=1)  # people come early, and nothing is released the day before by a slip


def cancel(actor: Actor, appointment_id: UUID) -> None:
    """Cancels what is planned. Raises `NotAllowed`, `AppointmentRefused`."""
    with unit_of_work():
        row = held_row(actor, appointment_id)
        _move(row, rows.CANCELLED, actor.id)
        tell(actor, row, Notice.APPOINTMENT_CANCELLED)


def mark_missed(actor: Actor, appointment_id: UUID) -> None:
    """Says that it did not take place; notes go on waiting. Raises `NotAllowed`, `AppointmentRefused`."""
    with unit_of_work():
        row = held_row(actor, appointment_id)
        _check_begun(row)
        _move(row, rows.MISSED, actor.id)


def mark_held(actor: Actor, appointment_id: UUID) -> int:
    """Says that it took place, and lets the patient see the therapist's notes that were to appear then; gives how many.
    Raises `NotAllowed`, `AppointmentRefused`."""
    with unit_of_work():
        seen = find(appointment_id)
        waiting = care_endings.waiting_notes(
            seen.patient_id, seen.therapist_id
        )  # locked first, as the end of care does
        row = held_row(actor, appointment_id)
        _check_begun(row)
        _move(row, rows.HELD, actor.id)
        # whoever marks it days later has written for the next one since: that goes on waiting
        released = [note for note in waiting if note.release_when_held and rows.is_for(row, note.created_at)]
        for note in released:
            notes.release_row(note, actor.id)
    return sum(note.released_at is not None for note in released)


def reopen(actor: Actor, appointment_id: UUID) -> None:
    """Takes a mark back: it is planned again. Notes that appeared stay. Raises `NotAllowed`, `AppointmentRefused`."""
    with unit_of_work():
        row = held_row(actor, appointment_id)
        if row.state == rows.PLANNED:
            raise AppointmentRefused("It is planned already.")
        was_cancelled = row.state == rows.CANCELLED
        rows.move(row, rows.PLANNED, actor.id)
        if was_cancelled:
            tell(actor, row, Notice.APPOINTMENT_CHANGED)


def _check_begun(row: Appointment) -> None:
    if row.starts_at > clock.now() + SOON:
        raise AppointmentRefused("It has not begun yet. Mark it from an hour before it starts.")


def _move(row: Appointment, state: str, actor_id: UUID) -> None:
    if row.state != rows.PLANNED:
        raise AppointmentRefused("It is marked already. Take that back first.")
    rows.move(row, state, actor_id)
