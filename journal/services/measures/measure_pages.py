"""The page of one measure over time, for the two who look at it: the patient, and a clinician of the treatment team.

The patient is shown points, dates and sessions, unless they turned their points off or rest after a session. Bands,
marks of change, the watched question and how long things last are the clinician's, who leaves a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from journal.models import Person
from journal.permissions import NotAllowed, Permission
from journal.services.actor import Actor
from journal.services.care import decisions
from journal.services.measures import (
    chart,
    course_reading,
    measure_choice,
    measure_course,
    measure_facts,
    measure_receipts,
    measure_table,
    measure_words,
    recall,
)
from journal.services.measures.chart_scale import is_gap
from journal.services.measures.chart_shapes import Chart, Small
from journal.services.measures.definition import TOTAL
from journal.services.measures.measure_course import Course
from journal.services.measures.measure_facts import Fact
from journal.services.measures.measure_table import Table
from journal.services.people import people
from journal.services.sessions.resting import resting_until
from journal.services.treatment import treatment_team

POINTS, OFF, RESTING = "points", "off", "resting"


@dataclass(frozen=True, slots=True)
class Whose:
    """The patient of a page that a clinician looks at."""

    id: UUID
    name: str
    identifier: str


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """Everything the page of one measure shows. `shown` says whether there are points on it: the patient may have
    turned them off, or rests until a moment."""

    name: str
    title: str
    short_name: str
    shown: str
    whose: Whose | None = None
    resting_until: datetime | None = None
    answered: tuple[date, ...] = ()
    chart: Chart | None = None
    parts: tuple[Small, ...] = ()
    silent: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    lasting: tuple[Fact, ...] = ()
    said: tuple[str, ...] = ()
    bands: tuple[tuple[str, str], ...] = ()
    has_change: bool = False
    has_written: bool = False
    table: Table | None = None
    notice: str = ""


def own(actor: Actor, name: str) -> MeasurePage:
    """The patient's own page of a measure. Raises `NotAllowed`."""
    treatment_team.patient_for(actor, actor.id, Permission.TREATMENT_READ)
    if actor.role != "patient":
        raise NotAllowed
    course = _course(actor, actor.id, name)
    shown = shown_to(actor)
    if shown != POINTS:
        return _without_points(actor, course, shown)
    return _page(course, None, marked=False)


def of_patient(actor: Actor, patient_id: UUID, name: str) -> MeasurePage:
    """The same for a clinician; that it was looked at leaves a receipt. Raises `NotAllowed`."""
    patient = patient_of_team(actor, patient_id)
    measure_receipts.leave(actor, patient)
    return _page(_course(actor, patient_id, name), whose(patient), marked=True)


def patient_of_team(actor: Actor, patient_id: UUID) -> Person:
    """The patient, for a clinician of their treatment team alone. Raises `NotAllowed`."""
    if actor.role == "patient":
        raise NotAllowed
    return treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_READ)


def whose(patient: Person) -> Whose:
    """The patient as their pages name them."""
    return Whose(patient.id, people.name_of(patient), people.identifier_of(patient))


def own_file(actor: Actor, name: str) -> str:
    """The patient's own numbers as a file. Raises `NotAllowed`, also where no points are shown now."""
    treatment_team.patient_for(actor, actor.id, Permission.TREATMENT_READ)
    if actor.role != "patient" or shown_to(actor) != POINTS:
        raise NotAllowed
    return measure_table.as_file(_course(actor, actor.id, name), marked=False)


def file_of_patient(actor: Actor, patient_id: UUID, name: str) -> str:
    """A patient's numbers as a file for a clinician; that they were taken is noted. Raises `NotAllowed`."""
    patient = patient_of_team(actor, patient_id)
    measure_receipts.taken(actor, patient)
    return measure_table.as_file(_course(actor, patient_id, name), marked=True)


def shown_to(actor: Actor) -> str:
    """Whether points are shown to a patient now: not while they rest after a session, nor where they turned them
    off."""
    if not decisions.may_decide(actor.id):
        return RESTING
    return POINTS if measure_choice.shows(actor) else OFF


def _course(actor: Actor, patient_id: UUID, name: str) -> Course:
    course = course_reading.one(actor, patient_id, name)
    # what a clinic found elsewhere is for it to talk about with the patient, not for a page of theirs
    if course is None or (actor.id == patient_id and course.instrument.kind == TOTAL):
        raise NotAllowed
    return course


def _without_points(actor: Actor, course: Course, shown: str) -> MeasurePage:
    until = resting_until(actor.id) if shown == RESTING else None
    title = course.instrument.title
    days = tuple(each.on for each in reversed(course.answers))
    return MeasurePage(
        course.instrument.id, title, course.instrument.short_name, shown, resting_until=until, answered=days
    )  # fmt: skip


def _page(course: Course, patient: Whose | None, *, marked: bool) -> MeasurePage:
    parts, silent = _parts(course, marked=marked)
    bands = tuple((f"{each.min} to {each.max}", each.label) for each in course.instrument.bands) if marked else ()
    drawn = None if course.is_checkin else chart.of(course, marked=marked)
    return MeasurePage(
        course.instrument.id, course.instrument.title, course.instrument.short_name, POINTS, patient,
        chart=drawn, parts=parts, silent=silent, marks=measure_facts.marks(course) if marked else (),
        facts=measure_facts.of(course) if marked else measure_facts.plain(course),
        lasting=measure_facts.lasting(course) if marked else (), said=tuple(_said(course)), bands=bands,
        has_change=marked and any(each.is_marked for each in course.from_previous.values()),
        has_written=bool(drawn and drawn.written),
        table=measure_table.of(course, marked=marked).said, notice=course.instrument.notice,
        answered=tuple(each.on for each in course.answers),
    )  # fmt: skip


def _parts(course: Course, *, marked: bool) -> tuple[tuple[Small, ...], tuple[str, ...]]:
    """A line for each item of a check-in, or for the clinician each cluster; and the items that were never above
    nothing where most of them are so."""
    if course.is_checkin:
        return _items(course)
    if not marked or not course.scored:
        return (), ()
    return tuple(
        chart.small(course, measure_course.part(course, each.id), (0, each.maximum), measure_words.part(course, each))
        for each in course.instrument.subscales
    ), ()


def _items(course: Course) -> tuple[tuple[Small, ...], tuple[str, ...]]:
    drawn, silent = list[Small](), list[str]()
    for item in course.instrument.items:
        answers, values = measure_course.series(course, item.id), sorted(item.values)
        if item.scale or any(each.total for each in answers):
            drawn.append(chart.small(course, answers, (values[0], values[-1]), item.text, measure_words.reach(item)))
        else:
            silent.append(item.text)
    return tuple(drawn), tuple(silent)


def _said(course: Course) -> Sequence[str]:
    """What has to be said of these answers: overlapping recall, gaps, other versions, and unfinished ones."""
    days = [each.on for each in course.answers]
    gaps = sum(is_gap(a, b, is_checkin=course.is_checkin) for a, b in pairwise(days))
    others = 0 if course.is_checkin else sum(each.total is not None for each in course.answers) - len(course.scored)
    unfinished = 0 if course.is_checkin else sum(each.total is None for each in course.answers)
    found = (
        recall.words(course.instrument, [each.on for each in course.scored]),
        measure_words.gaps(gaps), measure_words.others(others), measure_words.unfinished(unfinished),
    )  # fmt: skip
    return [each for each in found if each]
