"""When a clinic is open: by the day of the week, where it is; what waits there ages in these hours alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal import clock
from journal.models import Clinic

Day = tuple[tuple[int, int], ...]  # from and to, in minutes after midnight, in their order
Week = tuple[Day, ...]  # from Monday on

MIDNIGHT = 24 * 60
ALWAYS: Week = (((0, MIDNIGHT),),) * 7
AT_FIRST: Week = (*((((9 * 60, 17 * 60),),) * 5), (), ())
LEAST = 60  # minutes a week: with fewer nothing would ever be overdue


def of_clinic(clinic: Clinic) -> Week:
    """The hours of a clinic; round the clock where none are set, or what is stored cannot be read: then what waits
    there is overdue sooner, never later."""
    return read(clinic.open_hours)


def read(stored: str) -> Week:
    """The hours as they are kept."""
    try:
        week = tuple(tuple((int(first), int(last)) for first, last in day) for day in json.loads(stored))
    except (ValueError, TypeError):
        return ALWAYS
    return week if is_sound(week) else ALWAYS


def is_sound(week: Week) -> bool:
    """Whether these are seven days, each in order, and together long enough."""
    spans = [span for day in week for span in day]
    in_order = all(_is_in_order(day) for day in week)
    return len(week) == 7 and in_order and sum(last - first for first, last in spans) >= LEAST


def _is_in_order(day: Day) -> bool:
    bounds = [bound for span in day for bound in span]
    return all(a < b for a, b in day) and bounds == sorted(bounds) and all(0 <= each <= MIDNIGHT for each in bounds)


def written(week: Week) -> str:
    """The hours as they are kept; round the clock is nothing."""
    return "" if week == ALWAYS else json.dumps(week)


def late_before(clinic: Clinic, length: timedelta) -> datetime:
    """What waits since before this moment has waited for so long, counted while the clinic was open."""
    left = length
    for first, last in _back_from_now(clinic):
        if last - first >= left:
            return last - left
        left -= last - first
    raise AssertionError  # the days before do not end


def since(clinic: Clinic, moment: datetime) -> timedelta:
    """How long the clinic was open since a moment."""
    total = timedelta()
    for first, last in _back_from_now(clinic):
        if last <= moment:
            return total
        total += last - max(first, moment)
    return total


def _back_from_now(clinic: Clinic) -> Iterator[tuple[datetime, datetime]]:
    """When it was open until now, the newest first, without end; in UTC, as a day can be an hour shorter or longer."""
    now, zone, week = clock.now(), ZoneInfo(clinic.time_zone), of_clinic(clinic)
    day = now.astimezone(zone).date()
    while True:
        for first, last in reversed(week[day.weekday()]):
            begins, ends = _moment(day, first, zone), min(_moment(day, last, zone), now)
            if begins < ends:
                yield begins, ends
        day -= timedelta(days=1)


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    day += timedelta(days=minutes // MIDNIGHT)
    hour, minute = divmod(minutes % MIDNIGHT, 60)
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


def in_words(hours: int, week: Week) -> str:
    """A number of hours as they are counted where a clinic has these."""
    name = "hour" if week == ALWAYS else "opening hour"
    return f"{hours} {name}" if hours == 1 else f"{hours} {name}s"


def of_day(day: Day) -> str:
    """The hours of one day as a person types and reads them; empty where it is closed."""
    return ", ".join(f"{_time(first)} to {_time(last)}" for first, last in day)


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def told(week: Week) -> Sequence[tuple[str, str]]:
    """Every day with its hours in words, from Monday on."""
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return tuple((name, of_day(day)) for name, day in zip(names, week, strict=True))
