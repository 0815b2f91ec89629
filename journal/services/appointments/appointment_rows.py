"""Rows of appointments: their states, the place sealed in them, and how the audit remembers them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.canonical import Part
from journal.crypto.errors import CannotOpen
from journal.crypto.fields import open_field, reseal_field, seal_field
from journal.crypto.sealing import Kind, Place
from journal.extensions import db, server_secret
from journal.models import Appointment
from journal.services import notices
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people

PREPARATION, DOSING, INTEGRATION, CHECK_IN = "preparation", "dosing", "integration", "check_in"
KINDS = (PREPARATION, DOSING, INTEGRATION, CHECK_IN)
PLANNED, HELD, CANCELLED, MISSED = "planned", "held", "cancelled", "missed"
STATES = (PLANNED, HELD, CANCELLED, MISSED)
LONGEST_MINUTES, LONGEST_PLACE = 720, 200
_AFTERWARDS = timedelta(hours=2)
_PLACE = Kind("appointment", "place_sealed")
_ACTS = {
    PLANNED: Act.APPOINTMENT_REOPENED, HELD: Act.APPOINTMENT_HELD, MISSED: Act.APPOINTMENT_MISSED,
    CANCELLED: Act.APPOINTMENT_CANCELLED,
}  # fmt: skip


def new(record_id: UUID, clinic_id: UUID, patient_id: UUID, therapist_id: UUID, made_by: UUID) -> Appointment:
    """An appointment that is planned and has no time yet; `put` gives it one."""
    return Appointment(
        id=record_id, clinic_id=clinic_id, patient_id=patient_id, therapist_id=therapist_id, made_by=made_by,
        state=PLANNED, created_at=clock.now(), version=0,
    )  # fmt: skip


def put(
    row: Appointment, act: Act, actor_id: UUID, *, kind: str, starts_at: datetime, minutes: int, place: str
) -> None:
    """Writes what an appointment is for, when and where; in the caller's unit of work."""
    row.kind, row.starts_at, row.minutes = kind, starts_at, minutes
    row.place_sealed = seal_field(server_secret(), _PLACE, _place(row), place) if place else None
    row.version += 1
    db.session.add(row)
    audit.record(act, actor_id, stamp(row))


def move(row: Appointment, state: str, actor_id: UUID | None) -> None:
    """Brings an appointment into a state; in the caller's unit of work."""
    row.state, row.version = state, row.version + 1
    audit.record(_ACTS[state], actor_id, stamp(row))


def cancel_coming(patient_id: UUID, therapist_id: UUID | None, actor_id: UUID | None) -> None:
    """Cancels what a patient has planned with one therapist, or with all, and tells the patient once; in the caller's
    unit of work. What has passed stays as it is: it may have taken place."""
    mine = (Appointment.patient_id == patient_id) & (Appointment.state == PLANNED)
    pair = mine if therapist_id is None else mine & (Appointment.therapist_id == therapist_id)
    coming = select(Appointment).where(pair, Appointment.starts_at > clock.now()).order_by(Appointment.id)
    rows = [row for row in db.session.scalars(coming.with_for_update()) if is_current(row)]
    for row in rows:
        move(row, CANCELLED, actor_id)
    if rows:
        notices.put(rows[0].clinic_id, patient_id, notices.Notice.APPOINTMENT_CANCELLED)


def place_of(row: Appointment) -> str:
    """Where it is; empty where none was named, or it cannot be opened."""
    if row.place_sealed is None:
        return ""
    try:
        return open_field(server_secret(), _PLACE, _place(row), row.place_sealed)
    except CannotOpen:
        return ""


def reseal(row: Appointment) -> None:
    """Brings the place of an appointment under the newest secret; in the caller's unit of work, which audits it. Raises
    `CannotOpen`."""
    if row.place_sealed is not None:
        row.place_sealed = reseal_field(server_secret(), _PLACE, _place(row), row.place_sealed)


def _place(row: Appointment) -> Place:
    return people.place(row.clinic_id, row.id, 0, row.patient_id, row.therapist_id)


def ends_at(row: Any) -> datetime:
    """When its time is over."""
    moment: datetime = row.starts_at + timedelta(minutes=row.minutes)
    return moment


def is_for(row: Any, written_at: datetime) -> bool:
    """Whether what was written for an appointment, whichever, was written for this one: before it was over, or while a
    session ran on and was thought about. What came later is for the next."""
    return written_at <= ends_at(row) + _AFTERWARDS


def is_current(row: Appointment) -> bool:
    """Whether the appointment is what its newest audit row says."""
    return not audit.stale(row.clinic_id, [stamp(row)])


def current(rows: Iterable[Any]) -> list[Any]:
    """Those of these appointments of one clinic, or of their columns alone, that are what their newest audit rows
    say."""
    found = list(rows)
    stale = audit.stale(found[0].clinic_id, map(stamp, found)) if found else set()
    return [row for row in found if row.id not in stale]


def stamp(row: Any) -> audit.Stamp:
    """The appointment as the audit remembers it."""
    return _stamp(
        row.clinic_id, row.id, row.version, row.patient_id, row.therapist_id, row.made_by, row.kind, row.state,
        row.starts_at, row.minutes, row.place_sealed,
    )  # fmt: skip


@lru_cache(4096)  # it follows from these very columns, and the queue asks it of every patient's
def _stamp(clinic_id: UUID, row_id: UUID, version: int, patient_id: UUID, *others: Part) -> audit.Stamp:
    return audit.stamp(clinic_id, row_id, version, patient_id, *others, patient_id=patient_id)
