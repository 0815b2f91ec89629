"""What a patient's own day has to do with a session: one they rest after, or one that comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from journal import clock
from journal.models import DosingSession
from journal.services.sessions import own_sessions, resting, session_rows
from journal.services.sessions.own_sessions import OwnSession

FIRST_HOURS = timedelta(hours=8)  # after its end; so long words are few and nothing is asked


@dataclass(frozen=True, slots=True)
class SessionDay:
    """Until when the patient rests, the session whose first hours these are, and one that comes within days."""

    rests_until: datetime | None
    landing_id: UUID | None
    coming: OwnSession | None


def of_patient(patient_id: UUID) -> SessionDay:
    """The day of a patient; the caller has asked."""
    coming = own_sessions.of_patient(patient_id).coming
    newest = next(iter(session_rows.of_patient(patient_id)), None)
    landing = newest.id if newest is not None and is_landing(newest) else None
    return SessionDay(rests_until(patient_id), landing, coming[0] if coming else None)


def rests_until(patient_id: UUID) -> datetime | None:
    """Until when a patient rests now, if they do."""
    until = resting.resting_until(patient_id)
    return until if until is not None and clock.now() < until else None


def is_landing(session: DosingSession) -> bool:
    """Whether these are its first hours: from check-in until eight hours after its end."""
    end, now = session_rows.end_of(session), clock.now()
    return session.checked_in_at <= now and (end is None or now < end.at + FIRST_HOURS)
