"""Rows of dosing sessions: when one really ended, and how the audit remembers them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import bindparam, select

from journal import clock
from journal.extensions import db
from journal.models import Appointment, DosingSession
from journal.services.appointments import appointment_rows
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.work import found_once

UNPLANNED = timedelta(hours=2)  # how long one is taken to last that was not booked and that nobody closed
_BESIDE_ITS_APPOINTMENT = UUID("5e550000-0000-4000-8000-000000000001")  # for the ids the audit remembers
_BOOKED = select(Appointment.id).where(Appointment.id.in_(bindparam("ids", expanding=True)))


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


def ends(sessions: Sequence[DosingSession]) -> dict[UUID, End | None]:
    """When each of these sessions of one clinic ended, by their ids: `end_of`, asked once for all."""
    unclosed = [each.id for each in sessions if each.ended_at is None]
    rows = db.session.scalars(select(Appointment).where(Appointment.id.in_(unclosed))) if unclosed else ()
    booked = {row.id: row for row in appointment_rows.current(rows)}
    return {each.id: _end(each, booked.get(each.id)) for each in sessions}


def _end(session: DosingSession, booked: Appointment | None) -> End | None:
    if session.ended_at is not None:
        return End(session.ended_at, assumed=False)
    begun = session.started_at or session.checked_in_at
    planned = max(appointment_rows.ends_at(booked), begun) if booked else begun + UNPLANNED
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
    return list(found_once(("sessions", patient_id), lambda: _of_patient(patient_id)))


def _of_patient(patient_id: UUID) -> list[DosingSession]:
    query = select(DosingSession).where(DosingSession.patient_id == patient_id)
    return current(db.session.scalars(query.order_by(DosingSession.checked_in_at.desc(), DosingSession.id.desc())))


def current(rows: Iterable[DosingSession]) -> list[DosingSession]:
    """Those of these sessions of one clinic that are what their newest audit rows say."""
    found = list(rows)
    booked = _booked([row.id for row in found]) if found else set()
    stamps = {row.id: _stamp(row, is_booked=row.id in booked) for row in found}
    stale = audit.stale(found[0].clinic_id, stamps.values()) if found else set()
    return [row for row in found if stamps[row.id].record_id not in stale]


def stamp(session: Any) -> audit.Stamp:
    """The session as the audit remembers it; times not there are left out, so that rows from before them still hold."""
    return _stamp(session, is_booked=bool(_booked([session.id])))


def remove(session: DosingSession, actor_id: UUID | None) -> None:
    """Deletes the row of a session; the audit knows that it was. In the caller's unit of work, who has asked."""
    gone = replace(stamp(session), version=session.version + 1, digest=b"")  # a row put back is known as stale
    audit.record(Act.SESSION_DELETED, actor_id, gone)
    db.session.delete(session)


def _booked(ids: Collection[UUID]) -> set[UUID]:
    return set(db.session.scalars(_BOOKED, {"ids": list(ids)}))


def _stamp(session: Any, *, is_booked: bool) -> audit.Stamp:
    stored = (session.patient_id, session.checked_in_by, session.checked_in_at)
    times = (session.started_at, session.ended_at)
    # the audit knows one record by an id, and this one is that of the appointment
    remembered = uuid5(_BESIDE_ITS_APPOINTMENT, session.id.hex) if is_booked else session.id
    return audit.stamp(
        session.clinic_id, remembered, session.version, *stored, *(times if any(times) else ()),
        patient_id=session.patient_id,
    )  # fmt: skip
