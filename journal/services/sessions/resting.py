"""The rest after a dosing session: from check-in to the clinic's time on the next day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from journal.extensions import db
from journal.models import Clinic, DosingSession, Reflection
from journal.services.work import found_once


def resting_until(patient_id: UUID) -> datetime | None:
    """When the newest dosing session's day of rest ends: the clinic's time on the day after its check-in."""
    return found_once(("rest", patient_id), lambda: _resting_until(patient_id))


def _resting_until(patient_id: UUID) -> datetime | None:
    newest = select(DosingSession, Clinic).join(Clinic, Clinic.id == DosingSession.clinic_id)
    mine = newest.where(DosingSession.patient_id == patient_id).order_by(DosingSession.checked_in_at.desc())
    found = db.session.execute(mine.limit(1)).one_or_none()
    return end_of_rest(*found) if found else None


def end_of_rest(session: DosingSession, clinic: Clinic) -> datetime:
    """When the day of rest of one session ends."""
    zone = ZoneInfo(clinic.time_zone)
    next_day = session.checked_in_at.astimezone(zone).date() + timedelta(days=1)
    hours, minutes = divmod(clinic.decisions_at_minutes, 60)
    return datetime.combine(next_day, time(hours, minutes), zone)


def rests_until(session: DosingSession) -> datetime:
    """When the day of rest after one session ends."""
    return end_of_rest(session, db.session.get_one(Clinic, session.clinic_id))


def was_written_on_the_day(session: DosingSession | None, reflection: Reflection) -> bool:
    """Whether a reflection was begun in the rest after a session: between check-in and the clinic's time next day."""
    return session is not None and session.checked_in_at <= reflection.created_at < rests_until(session)
