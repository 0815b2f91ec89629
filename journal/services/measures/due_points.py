"""Where the points of a cadence lie in a course that began, by its sessions. Pure: nothing here knows a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from journal.services.measures import cadence as cadences
from journal.services.measures.cadence import Cadence, Point


@dataclass(frozen=True, slots=True)
class Answered:
    """That an instrument was answered: on which day, and when; none for a day that stood on paper."""

    instrument: str
    on: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a clinician asked for, by which day."""

    id: UUID
    instrument: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides what is due: the course, its sessions from the first, what is booked, answered and asked for.

    `is_over` where the clinic said that the series is. `next_starts_on` where another course follows: what is asked
    before a course is asked for that one too, and all else for the one that runs. `rests` from check-in until decisions
    may be asked again."""

    now: datetime
    zone: ZoneInfo
    starts_on: date | None = None
    next_starts_on: date | None = None
    is_over: bool = False
    starts: Sequence[datetime] = ()
    ends: Sequence[datetime] = ()
    booked: Sequence[datetime] = ()
    answers: Sequence[Answered] = ()
    asked: Sequence[Asked] = ()
    rests: bool = False

    @property
    def today(self) -> date:
        """The day it is at the clinic."""
        return self.day(self.now)

    def day(self, moment: datetime) -> date:
        """The day of a moment at the clinic."""
        return moment.astimezone(self.zone).date()

    def day_of(self, answer: Answered) -> date:
        """The day of an answer at the clinic: where the person was it may have been another one."""
        return self.day(answer.at) if answer.at is not None else answer.on


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A point at one time: asked from `opens` on, overdue after `overdue`, asked no more from `closes` on."""

    point: Point
    opens: datetime
    overdue: datetime
    closes: datetime


def occurrences(cadence: Cadence, facts: Facts) -> list[Occurrence]:
    """Every time at which a point of the cadence opens or has opened, soonest first."""
    found = [_at(point, anchor) for point in cadence.points for anchor in _anchors(cadence, point, facts)]
    return sorted(found, key=lambda each: each.opens)


def series_end(cadence: Cadence, facts: Facts) -> datetime | None:
    """When the last session of the series was: the last before a gap too long for it, once the clinic called it over
    or none is booked in time. None while it goes on, and before it began."""
    if not facts.ends:
        return None
    gap, last = timedelta(days=cadence.series_gap_days), facts.ends[0]
    for end in facts.ends[1:]:
        if end - last > gap:
            return last
        last = end
    goes_on = any(start - last <= gap for start in facts.booked)
    return last if facts.is_over or not goes_on else None


def _at(point: Point, anchor: datetime) -> Occurrence:
    opens, overdue, closes = (anchor + timedelta(hours=each) for each in (point.opens, point.overdue, point.closes))
    return Occurrence(point, opens, overdue, closes)


def _anchors(cadence: Cadence, point: Point, facts: Facts) -> Iterator[datetime]:
    """What a point is counted from, each time; nothing is counted where there is no course."""
    if facts.starts_on is None:
        return
    if point.anchor == cadences.COURSE_START:
        days = (each for each in (facts.starts_on, facts.next_starts_on) if each is not None)
        yield from (datetime.combine(each, time(), facts.zone) for each in days)
    elif point.anchor == cadences.SESSION_START:
        yield from (*facts.starts, *facts.booked)
    elif point.anchor == cadences.SESSION_END:
        yield from facts.ends
    elif point.anchor == cadences.SERIES_WEEK and facts.ends:
        last = series_end(cadence, facts) or facts.now
        yield from _every(facts.ends[0] + timedelta(days=point.every_days), point.every_days, last)
    elif point.anchor == cadences.SERIES_END and (end := series_end(cadence, facts)):
        until = end + timedelta(days=point.until_days) - timedelta(hours=point.opens)
        yield from _every(end, point.every_days, until) if point.every_days else (end,)


def _every(first: datetime, days: int, last: datetime) -> Iterator[datetime]:
    for number in count():
        anchor = first + number * timedelta(days=days)
        if anchor > last:
            return
        yield anchor
