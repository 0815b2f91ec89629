"""The sessions of a course: those that fall into its days, which one each is, and how far apart they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from journal import spans
from journal.models import Course
from journal.services.courses import course_rows
from journal.services.courses.course_templates import Template
from journal.services.sessions import own_sessions


@dataclass(frozen=True, slots=True)
class SessionInCourse:
    """One session of a course: `number` counts within it, `gap` is in days from the one before."""

    id: UUID
    number: int
    at: datetime
    gap: int | None
    is_coming: bool
    beside: str

    @property
    def ordinal(self) -> str:
        """Which one it is, in a word."""
        return spans.ordinal(self.number)


@dataclass(frozen=True, slots=True)
class CourseSessions:
    """What happened and what is booked, beside what the template expects."""

    listed: tuple[SessionInCourse, ...]
    expected: int

    @property
    def held(self) -> int:
        """How many took place."""
        return sum(not each.is_coming for each in self.listed)

    @property
    def booked(self) -> int:
        """How many are booked."""
        return len(self.listed) - self.held

    @property
    def open(self) -> int:
        """How many the template expects that are neither held nor booked."""
        return max(self.expected - len(self.listed), 0)


def of_course(course: Course, template: Template | None) -> CourseSessions:
    """The sessions of a course; the caller has asked."""
    every = own_sessions.of_patient(course.patient_id)
    dated = [(each, course_rows.day_at(course.clinic_id, each.at)) for each in (*reversed(every.past), *every.coming)]
    mine = [(each, day) for each, day in dated if course.starts_on <= day <= course.ends_on]
    listed, before = [], None
    for number, (each, day) in enumerate(mine, 1):
        gap = _days(before, day)
        beside = _beside(gap, template) if number <= (template.sessions if template else 0) else ""
        listed.append(SessionInCourse(each.id, number, each.at, gap, each.is_coming, beside))
        before = day
    return CourseSessions(tuple(listed), template.sessions if template else 0)


def _days(before: date | None, day: date) -> int | None:
    return (day - before).days if before is not None else None


def _beside(gap: int | None, template: Template | None) -> str:
    """How a gap lies beside what the template expects, in words that judge nothing."""
    if gap is None or template is None or not template.gap_most:
        return ""
    if gap < template.gap_least:
        return f"{spans.counted(template.gap_least - gap, 'day')} sooner than the template says"
    if gap > template.gap_most:
        return f"{spans.counted(gap - template.gap_most, 'day')} later than the template says"
    return "as the template says"


def number_in(course: Course, session_id: UUID) -> int | None:
    """The how-manieth session of a course one is."""
    found = of_course(course, None).listed
    return next((each.number for each in found if each.id == session_id), None)
