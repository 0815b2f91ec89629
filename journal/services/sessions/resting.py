"""The rest after a dosing session: from check-in to the clinic's time on the next day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, select

from journal import clock
from journal.extensions import db
from journal.models import AuditRow, Clinic, DosingSession, Person, Reflection
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.sessions import session_rows
from journal.services.work import found_once

_LATELY = timedelta(days=3)  # longer than any rest lasts, and than a session can be told of after its end
_LOOKED_THROUGH = 500  # rows of the audit, the newest of a patient: more than a day of sessions leaves
_SESSIONS = (
    select(Clinic.id, Clinic.time_zone, Clinic.decisions_at_minutes, DosingSession)
    .join(Person, Person.clinic_id == Clinic.id)
    .outerjoin(
        DosingSession, (DosingSession.patient_id == Person.id) & (DosingSession.checked_in_at > bindparam("since"))
    )
    .where(Person.id == bindparam("patient"))
)
_ROWS = cast(Table, AuditRow.__table__).c
_NEWEST = (
    select(_ROWS.sequence, _ROWS.act, _ROWS.at)
    .where(_ROWS.clinic_id == bindparam("clinic"), _ROWS.patient_id == bindparam("patient"))
    .order_by(_ROWS.sequence.desc())
    .limit(_LOOKED_THROUGH)
    .subquery()
)
_BEGUN = (
    select(*_ROWS)
    .join(_NEWEST, _NEWEST.c.sequence == _ROWS.sequence)
    .where(
        _ROWS.clinic_id == bindparam("clinic"),
        _NEWEST.c.act.in_((Act.SESSION_CHECKED_IN, Act.SESSION_TOLD)),
        _NEWEST.c.at.between(bindparam("since"), bindparam("until")),
    )
)


def resting_until(patient_id: UUID, moment: datetime | None = None) -> datetime | None:
    """When the day of rest ends that a patient is in at a moment, or was in lately: the clinic's time on the day after
    the check-in. A session that was changed in the database, or is gone, is known by when the audit heard of it."""
    until = moment or clock.now()
    asked = ("rest", patient_id, until.replace(second=0, microsecond=0))
    return found_once(asked, lambda: _look_up(patient_id, until))


def _look_up(patient_id: UUID, until: datetime) -> datetime | None:
    since = until - _LATELY
    rows = db.session.execute(_SESSIONS, {"patient": patient_id, "since": since}).all()
    if not rows:
        return None
    lately: list[DosingSession | None] = [row[3] for row in rows]
    clinic, found = rows[0], session_rows.current(each for each in lately if each is not None)
    known = {session_rows.stamp(session).record_id for session in found}
    begun = [session.checked_in_at for session in found]
    asked = {"clinic": clinic.id, "patient": patient_id, "since": since, "until": until}
    missing = (row for row in db.session.execute(_BEGUN, asked).all() if row.record_id not in known)
    begun += [row.at for row in missing if audit.row_holds(row) and not _was_deleted(clinic.id, row)]
    return _next_day(max(begun), clinic) if begun else None


def _was_deleted(clinic_id: UUID, begun: Any) -> bool:
    """Whether the session was entered by mistake, as who entered it said here, after this was heard of it: one that was
    booked can be entered anew."""
    deleted = audit.newest_acts(clinic_id, begun.record_id, [Act.SESSION_DELETED])
    return any(row.sequence > begun.sequence for row in deleted)


def end_of_rest(session: DosingSession, clinic: Clinic) -> datetime:
    """When the day of rest of one session ends."""
    return _next_day(session.checked_in_at, clinic)


def _next_day(begun: datetime, clinic: Any) -> datetime:
    zone = ZoneInfo(clinic.time_zone)
    next_day = begun.astimezone(zone).date() + timedelta(days=1)
    hours, minutes = divmod(clinic.decisions_at_minutes, 60)
    return datetime.combine(next_day, time(hours, minutes), zone)


def rests_until(session: DosingSession) -> datetime:
    """When the day of rest after one session ends."""
    return end_of_rest(session, db.session.get_one(Clinic, session.clinic_id))


def was_written_on_the_day(session: DosingSession | None, reflection: Reflection) -> bool:
    """Whether a reflection was begun in the rest after a session: between check-in and the clinic's time next day."""
    return session is not None and session.checked_in_at <= reflection.created_at < rests_until(session)
