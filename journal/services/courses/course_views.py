"""A course opened: for the treatment team at `/patients/<id>/course`, for its patient at `/course`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from journal.models import Course, CoursePart
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.consents import treatment_standing
from journal.services.consents.treatment_standing import TreatmentStanding
from journal.services.courses import course_rows, course_sessions, course_templates, courses
from journal.services.courses.course_rows import DOSE_PLAN, PREFERENCE, STAGES, TOLD
from journal.services.courses.course_sessions import CourseSessions
from journal.services.courses.course_templates import Template
from journal.services.people import people
from journal.services.session_records.session_parts import ROUTES


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody wrote at a time; a dose only in a dose plan."""

    words: str
    author: str
    at: datetime
    dose: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a course as it stands, with what stood there before; without wording where it does not open."""

    version: int
    now: Wording | None
    earlier: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course; without a template where it cannot be opened, or was changed in the database."""

    id: UUID
    version: int
    starts_on: date
    ends_on: date
    stage: str
    called_off: bool
    template: Template | None
    route: str
    route_code: str
    other_route: str
    note: str
    author: str
    written_at: datetime
    parts: Mapping[str, PartView]
    sessions: CourseSessions
    consent: TreatmentStanding

    @property
    def stage_name(self) -> str:
        """The stage in a word."""
        return "Called off" if self.called_off else STAGES.get(self.stage, "")

    @property
    def next_stages(self) -> tuple[str, ...]:
        """Where it can go on to."""
        return courses.NEXT.get(self.stage, ())

    @property
    def has_ended(self) -> bool:
        """Whether it stays as it is."""
        return self.stage == course_rows.ENDED

    @property
    def dose_plan(self) -> PartView | None:
        """What the prescriber wrote."""
        return self.parts.get(DOSE_PLAN)

    @property
    def preference(self) -> PartView | None:
        """What the patient wrote."""
        return self.parts.get(PREFERENCE)

    @property
    def told(self) -> PartView | None:
        """What the patient told, as the team noted it."""
        return self.parts.get(TOLD)


def of_course(actor: Actor, row: Course) -> CourseView:
    """A course as the actor's keys open it; the caller has asked."""
    said = sealed_records.opened(actor, [row]).get(row.id)
    template = course_templates.template_of(said["template"]) if said else None
    told, route = said or {}, str((said or {}).get("route", ""))
    other = str(told.get("other_route") or "")
    names = people.names(row.clinic_id, {row.author_id})
    return CourseView(
        row.id, row.version, row.starts_on, row.ends_on, row.stage, course_rows.was_called_off(row), template,
        other or ROUTES.get(route, ""), route, other, str(told.get("note") or ""),
        names.get(row.author_id, people.UNREADABLE_NAME), row.changed_at or row.created_at,
        {part: part_view(actor, each) for part, each in course_rows.parts_of(row.id).items()},
        course_sessions.of_course(row, template), treatment_standing.of_course(actor, row),
    )  # fmt: skip


def part_view(actor: Actor, row: CoursePart) -> PartView:
    """One part with what stood there before, the newest of that first."""
    said = sealed_records.opened(actor, [row]).get(row.id)
    if said is None:
        return PartView(row.version, None)
    earlier = said.get("earlier", ())
    writers = {row.author_id, *(UUID(hex=each["by"]) for each in earlier)}
    names = people.names(row.clinic_id, writers)
    now = _wording(said, names.get(row.author_id, people.UNREADABLE_NAME), row.changed_at or row.created_at)
    stood = (
        _wording(each, names.get(UUID(hex=each["by"]), ""), datetime.fromisoformat(each["written_at"]))
        for each in reversed(earlier)
    )
    return PartView(row.version, now, tuple(stood))


def _wording(said: Mapping[str, Any], author: str, at: datetime) -> Wording:
    return Wording(said["words"], author, at, str(said.get("dose") or ""), str(said.get("unit") or ""))
