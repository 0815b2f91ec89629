"""The rest after a dosing session: from check-in to the clinic's time on the next day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from journal import clock
from journal.extensions import db
from journal.models import AuditRow, Clinic, DosingSession, Person, Reflection
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.sessions import session_rows
from journal.services.work import found_once

_LATELY = timedelta(days=3)  # longer than any rest lasts, and than a session can be told of after its end
_LOOKED_THROUGH = 500  # rows of the audit, the newest of a patient: more than a day of sessions leaves
_SESSIONS = select(DosingSession).where(
    DosingSession.patient_id == bindparam("patient"), DosingSession.checked_in_at > bindparam("since")
)
_NEWEST = (
    select(AuditRow)
    .where(AuditRow.clinic_id == bindparam("clinic"), AuditRow.patient_id == bindparam("patient"))
    .order_by(AuditRow.sequence.desc())
    .limit(_LOOKED_THROUGH)
    .subquery()
)
_BEGUN = select(_NEWEST).where(
    _NEWEST.c.act.in_((Act.SESSION_CHECKED_IN, Act.SESSION_TOLD)),
    _NEWEST.c.at.between(bindparam("since"), bindparam("until")),
)


def resting_until(patient_id: UUID, moment: datetime | None = None) -> datetime | None:
    """When the day of rest ends that a patient is in at a moment, or was in lately: the clinic's time on the day after
    the check-in. A session that was changed in the database, or is gone, is known by when the audit heard of it."""
    until = moment or clock.now()
    asked = ("rest", patient_id, until.replace(second=0, microsecond=0))
    return found_once(asked, lambda: _resting_until(patient_id, until))


def _resting_until(patient_id: UUID, until: datetime) -> datetime | None:
    person = db.session.get(Person, patient_id)
    if person is None:
        return None
    since = until - _LATELY
    found = session_rows.current(db.session.scalars(_SESSIONS, {"patient": patient_id, "since": since}))
    known = {session_rows.stamp(session).record_id for session in found}
    begun = [session.checked_in_at for session in found]
    begun += _begun_past_us(person, (since, until), known)
    clinic = db.session.get_one(Clinic, person.clinic_id)
    return _next_day(max(begun), clinic) if begun else None


def _begun_past_us(person: Person, between: tuple[datetime, datetime], known: Collection[UUID]) -> Iterator[datetime]:
    asked = {"clinic": person.clinic_id, "patient": person.id, "since": between[0], "until": between[1]}
    for row in db.session.execute(_BEGUN, asked):
        if row.record_id not in known and audit.row_holds(row):
            yield row.at


def end_of_rest(session: DosingSession, clinic: Clinic) -> datetime:
    """When the day of rest of one session ends."""
    return _next_day(session.checked_in_at, clinic)


def _next_day(begun: datetime, clinic: Clinic) -> datetime:
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
