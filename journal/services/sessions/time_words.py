"""How far something is from a session, said as a person would: "26 hours after your third session"."""

from __future__ import annotations

from datetime import datetime, timedelta

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# up to how long each unit is the one a person counts in
_UNITS = (
    (_HOUR, _MINUTE, "minute"), (3 * _DAY, _HOUR, "hour"), (14 * _DAY, _DAY, "day"), (60 * _DAY, 7 * _DAY, "week"),
    (730 * _DAY, _DAY * 30.4375, "month"), (timedelta.max, _DAY * 365.25, "year"),
)  # fmt: skip


def distance(length: timedelta) -> str:
    """A length of time in the unit a person counts it in, rounded down: 40 minutes, 26 hours, 5 days, 3 weeks."""
    _, unit, name = next(each for each in _UNITS if length < each[0])
    count = int(length / unit)
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def from_session(
    at: datetime, begins: datetime, ends: datetime | None, session: str, *, is_assumed: bool = False
) -> str:
    """Where a moment lies from a session, which is named as in "your third session"."""
    if at < begins:
        return f"{_far(begins - at)} before {session}"
    if ends is None or at < ends:
        return f"during {session}"
    about = "about " if is_assumed and at - ends >= _MINUTE else ""
    return f"{about}{_far(at - ends)} after {session}"


def _far(length: timedelta) -> str:
    return distance(length) if length >= _MINUTE else "just"
