"""Tells the time in UTC and says it as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Lets everything inside the block happen at another moment: the past of a demonstration, a test's tomorrow."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def in_words(moment: datetime, zone: ZoneInfo, today: datetime | None = None) -> str:
    """A moment as a person would say it in that zone: "today, 14:02", "Saturday, 14:02", "3 May, 14:02"."""
    local = moment.astimezone(zone)
    days = ((today or now()).astimezone(zone).date() - local.date()).days
    return f"{_day(local, days)}, {local:%H:%M}"


def _day(local: datetime, days_ago: int) -> str:
    named = {-1: "tomorrow", 0: "today", 1: "yesterday"}
    if days_ago in named:
        return named[days_ago]
    if 1 < days_ago < 7:
        return f"{local:%A}"
    year = "" if abs(days_ago) < 300 else f" {local:%Y}"
    return f"{local.day} {local:%B}{year}"


def date_and_time(moment: datetime, zone: ZoneInfo) -> str:
    """Date and time in that zone, the same whenever it is read: a name for what has no title."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%B %Y}, {local:%H:%M}"


@lru_cache(maxsize=4096)
def exactly(moment: datetime, zone: ZoneInfo) -> str:
    """The full date and time in that zone, for tooltips and print."""
    local = moment.astimezone(zone)
    return f"{local:%A}, {local.day} {local:%B %Y, %H:%M %Z}"


def day(which: date) -> str:
    """A day as a person would write it: 3 May 2026."""
    return f"{which.day} {which:%B %Y}"
