"""When something of a session was measured, seen or happened: now, or at a time somebody typed in their zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from journal import clock
from journal.models import DosingSession
from journal.services.actor import Actor
from journal.services.appointments.appointment_times import EARLIER, TypedTime, moment_of
from journal.services.session_records.session_access import RecordRefused

_BEFORE, _AFTER = timedelta(hours=12), timedelta(hours=36)  # around the check-in, what can be of a session
_LONGEST_WAIT = timedelta(hours=24)


def moment_in(
    actor: Actor, session: DosingSession, at: int | None, day: date | None = None, waited: int = 0
) -> datetime:
    """The moment of a time of day, or of now less the seconds it `waited` on a device. Raises `RecordRefused`,
    `TimeRefused`."""
    pressed = clock.now() - min(timedelta(seconds=max(waited, 0)), _LONGEST_WAIT)
    moment = pressed if at is None and day is None else _typed(actor, at, day, pressed)
    if moment > clock.now():
        raise RecordRefused("This time is still to come. The record says what was already measured, seen or done.")
    if not session.checked_in_at - _BEFORE <= moment <= session.checked_in_at + _AFTER:
        raise RecordRefused("This is too far from the check-in to be of this session. Give the day and the time.")
    return moment


def _typed(actor: Actor, at: int | None, day: date | None, pressed: datetime) -> datetime:
    """Without a day the latest such time that has come."""
    zone = ZoneInfo(actor.zone)
    local = pressed.astimezone(zone)
    if at is None:
        raise RecordRefused("Give the time of day with the day.")
    day = day or (local.date() if at <= local.hour * 60 + local.minute else local.date() - timedelta(days=1))
    return moment_of(TypedTime(day, at, EARLIER), zone)  # in an hour that comes twice, the first is taken
