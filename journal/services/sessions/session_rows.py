"""Rows of dosing sessions: when one really ended, and how the audit remembers them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import Appointment, DosingSession
from journal.services.appointments import appointment_rows
from journal.services.audit import audit

UNPLANNED = timedelta(hours=2)  # how long one is taken to last that was not booked and that nobody closed


@dataclass(frozen=True, slots=True)
class End:
    """When a session ended; `assumed` where nobody closed it and its planned time is taken instead."""

    at: datetime
    assumed: bool


def end_of(session: DosingSession) -> End | None:
    """When it ended, or nothing while it goes on: one that was never closed ends when its planned time is over."""
    if session.ended_at is not None:
        return End(session.ended_at, assumed=False)
    planned = planned_end(session)
    return End(planned, assumed=True) if clock.now() >= planned else None


def planned_end(session: DosingSession) -> datetime:
    """When it was to end: with its appointment, or two hours after it began where there was none."""
    booked = db.session.get(Appointment, session.id)
    begun = session.started_at or session.checked_in_at
    if booked is None or not appointment_rows.is_current(booked):
        return begun + UNPLANNED
    return max(appointment_rows.ends_at(booked), begun)


def of_patient(patient_id: UUID) -> list[DosingSession]:
    """A patient's sessions, newest first; one that is not what the audit says is left out."""
    query = select(DosingSession).where(DosingSession.patient_id == patient_id)
    return current(db.session.scalars(query.order_by(DosingSession.checked_in_at.desc(), DosingSession.id.desc())))


def current(rows: Iterable[DosingSession]) -> list[DosingSession]:
    """Those of these sessions of one clinic that are what their newest audit rows say."""
    found = list(rows)
    stale = audit.stale(found[0].clinic_id, map(stamp, found)) if found else set()
    return [row for row in found if row.id not in stale]


def stamp(session: Any) -> audit.Stamp:
    """The session as the audit remembers it; times not there are left out, so that rows from before them still hold."""
    stored = (session.patient_id, session.checked_in_by, session.checked_in_at)
    times = (session.started_at, session.ended_at)
    return audit.stamp(
        session.clinic_id, session.id, session.version, *stored, *(times if any(times) else ()),
        patient_id=session.patient_id,
    )  # fmt: skip
