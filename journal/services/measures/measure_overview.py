"""All measures of a patient in few pixels each: a line over time, the last number, and for a clinician its change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from journal import clock
from journal.permissions import Permission
from journal.services.actor import Actor
from journal.services.measures import (
    chart,
    course_reading,
    instruments,
    measure_course,
    measure_facts,
    measure_pages,
    measure_receipts,
    measure_words,
)
from journal.services.measures.chart_shapes import Small
from journal.services.measures.measure_course import Course, Scored
from journal.services.treatment import treatment_team

NEWEST = 16  # answers of each measure that are drawn here; its own page draws all
Often = dict[str, tuple[int, date]]


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One measure; `drawn`, numbers and change are not there where no points are shown."""

    name: str
    title: str
    answers: int
    last_on: date
    drawn: Small | None = None
    last: str = ""
    change: str = ""
    marks: tuple[str, ...] = ()
    most: int = NEWEST


def own(actor: Actor) -> tuple[OverviewRow, ...]:
    """The patient's own measures that were answered: points and dates, or days alone where no points are shown.
    Raises `NotAllowed`."""
    treatment_team.patient_for(actor, actor.id, Permission.TREATMENT_READ)
    has_points = measure_pages.shown_to(actor) == measure_pages.POINTS
    if not has_points:
        return course_days(actor)
    often = course_reading.how_often(actor, actor.id)
    courses = course_reading.overview(actor, actor.id, NEWEST)
    return tuple(_row(course, often) for course in courses)


def of_patient(actor: Actor, patient_id: UUID) -> tuple[OverviewRow, ...]:
    """A patient's measures that were answered, for a clinician of the treatment team; with a receipt. Raises
    `NotAllowed`."""
    patient = measure_pages.patient_of_team(actor, patient_id)
    measure_receipts.leave(actor, patient)
    often = course_reading.how_often(actor, patient_id)
    return tuple(_marked(course, often) for course in course_reading.overview(actor, patient_id, NEWEST))


def course_days(actor: Actor) -> tuple[OverviewRow, ...]:
    """What was answered how often and last when, without opening anything."""
    known = instruments.of_clinic(actor.clinic_id)
    return tuple(
        OverviewRow(name, known[name].short_name if name in known else name, many, last)
        for name, (many, last) in course_reading.how_often(actor, actor.id).items()
    )


def _row(course: Course, often: Often) -> OverviewRow:
    label, answers, ends = _line(course)
    drawn = chart.newest(course, answers[-NEWEST:], ends, label) if answers else None
    last = f"{answers[-1].total} on {clock.day(answers[-1].on)}" if answers else "no total yet"
    return OverviewRow(
        course.instrument.id, course.instrument.short_name, often[course.instrument.id][0], course.answers[-1].on,
        drawn, last,
    )  # fmt: skip


def _marked(course: Course, often: Often) -> OverviewRow:
    row = _row(course, often)
    last = measure_facts.last_words(course) if course.scored else row.last
    return OverviewRow(
        row.name, row.title, row.answers, row.last_on, row.drawn, last, " ".join(_changes(course)),
        measure_facts.marks(course),
    )  # fmt: skip


def _changes(course: Course) -> Iterator[str]:
    if not course.scored:
        return
    place = course.scored[-1].place
    if (previous := course.from_previous.get(place)) is not None:
        yield f"Since the one before: {previous.words}."
    if (first := course.from_baseline.get(place)) is not None:
        yield f"Since the baseline: {first.words}."


def _line(course: Course) -> tuple[str, Sequence[Scored], tuple[int, int]]:
    """What is drawn of a measure, and what that is called: its total, the first row of numbers of a check-in, or the
    strongest of its items."""
    if not course.is_checkin:
        return "Total", course.scored, chart.ends(course, course.scored)
    scale = next((item for item in course.instrument.items if item.scale), None)
    if scale is not None:
        values = sorted(scale.values)
        return scale.text, measure_course.series(course, scale.id), (values[0], values[-1])
    highest = max(max(item.values) for item in course.instrument.items)
    return measure_words.STRONGEST, measure_course.strongest(course), (0, highest)
