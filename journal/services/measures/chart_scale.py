"""The scales of a chart: an honest axis of time, heights, ticks that fit a phone, and where a line is broken. Pure.

Places across are percentages of the drawing and heights are pixels, so that words and dots keep their size at every
width and only the time between them stretches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LEFT, RIGHT = 7.0, 98.0
MOST_TICKS = 5
_WEEKLY_UNTIL = 63  # days up to which weeks are named and not months
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
_LONGEST_BETWEEN, _LONGEST_OF_CHECKINS = 42, 21
_FURTHEST_BEFORE = timedelta(days=120)
ON_PHONE, ON_DESK = 5.0, 1.7  # percent that a session's number needs


@dataclass(frozen=True, slots=True)
class Tick:
    """A day that is named under a chart; `anchor` keeps its words inside of it."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Span:
    """The days a chart shows, both ends with it."""

    start: date
    end: date
    left: float = LEFT
    right: float = RIGHT

    def x(self, on: date, part: float = 0.5) -> float:
        """Where a day stands, and a part of it."""
        days = (self.end - self.start).days + 1
        return round(self.left + (self.right - self.left) * ((on - self.start).days + part) / days, 2)

    def holds(self, on: date) -> bool:
        """Whether a day is on the chart."""
        return self.start <= on <= self.end


def span(answered: Sequence[date], sessions: Sequence[date], today: date) -> Span:
    """From the first answer, or the first session within four months before it, until today: what has not been
    answered since is as wide as it was long."""
    first = min(answered, default=today)
    near = [each for each in sessions if each >= first - _FURTHEST_BEFORE]
    return Span(min([first, *near]), max([today, *answered]))


def height(value: float, low: int, high: int, top: float, bottom: float) -> float:
    """How far down a value stands between the ends of its scale."""
    return round(bottom - (bottom - top) * (value - low) / ((high - low) or 1), 1)


def longest_between(*, is_checkin: bool) -> int:
    """After how many days without an answer a line is broken: six weeks, because a month is the longest that the
    cadence leaves between two answers, and three weeks for check-ins, which are asked for more often."""
    return _LONGEST_OF_CHECKINS if is_checkin else _LONGEST_BETWEEN


def is_gap(earlier: date, later: date, *, is_checkin: bool) -> bool:
    """Whether there is so long between two answers that nothing may be drawn between them."""
    return (later - earlier).days > longest_between(is_checkin=is_checkin)


def ticks(over: Span) -> tuple[Tick, ...]:
    """The days that are named: at most as many as fit a phone."""
    days = (over.end - over.start).days
    if days <= _WEEKLY_UNTIL:
        return tuple(_tick(over, on, f"{on.day} {on:%b}") for on in _weeks(over))
    named = enumerate(_months(over))
    return tuple(_tick(over, on, f"{on:%b} {on.year}" if on.month == 1 or not at else f"{on:%b}") for at, on in named)


def _weeks(over: Span) -> Iterator[date]:
    days = (over.end - over.start).days
    step = 7 * -(-days // (7 * (MOST_TICKS - 1))) or 1
    return (over.start + timedelta(days=number) for number in range(0, days + 1, max(step, 1)))


def _months(over: Span) -> Iterator[date]:
    first = over.start.year * 12 + over.start.month - 1 + (over.start.day > 1)
    last = over.end.year * 12 + over.end.month - 1
    step = next((each for each in _MONTHS if (last - first) // each < MOST_TICKS), _MONTHS[-1])
    begin = -(-first // step) * step
    return (date(month // 12, month % 12 + 1, 1) for month in range(begin, last + 1, step))


def _tick(over: Span, on: date, label: str) -> Tick:
    x = over.x(on, 0)
    return Tick(x, label, "start" if x < 12 else "end" if x > 90 else "middle")


def thinned(places: Sequence[float], room: float) -> tuple[bool, ...]:
    """Which of these places have room for a number above them: the newest always, and others that are so far apart."""
    shown, free = list[bool](), 1000.0
    for x in reversed(places):
        has_room = free - x >= room
        shown.append(has_room)
        free = x if has_room else free
    return tuple(reversed(shown))
