"""Measures in the brief, for a therapist of the treatment team: last, change both ways, the ninth question, how old it
is, and after-effects that are still there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from journal.models import Person
from journal.services.actor import Actor
from journal.services.measures import course_reading, measure_facts, measure_receipts, measure_table
from journal.services.measures.course_reading import NAMES
from journal.services.measures.measure_course import Course
from journal.services.treatment import treatment_team

AFTER_EFFECTS = "after_effects"
MOST_OF_ITEM = 6


@dataclass(frozen=True, slots=True)
class BriefMeasure:
    """One measure in a line; `item` is the watched question by its number, with its newest answers."""

    name: str
    short_name: str
    last: str
    is_stale: bool
    from_previous: str
    from_baseline: str
    item: str
    history: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AfterEffects:
    """What was still there at the newest answer, strongest first, and the word for the strongest."""

    on: date
    worst: str
    present: tuple[str, ...]
    is_stale: bool
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefMeasures:
    """All of it."""

    rows: tuple[BriefMeasure, ...]
    after_effects: AfterEffects | None
    patient_id: UUID

    @property
    def marks(self) -> tuple[str, ...]:
        """Everything that got worse, of totals and of single answers."""
        of_effects = self.after_effects.marks if self.after_effects else ()
        return (*(words for row in self.rows for words in row.marks), *of_effects)


def of_patient(actor: Actor, patient: Person) -> BriefMeasures | None:
    """What a brief says of measures, or nothing for who does not hold the treatment record; in the caller's unit of
    work, who has asked whether the brief may be seen."""
    if not treatment_team.is_member(patient.id, actor.id, hold=True):
        return None
    found = {each.instrument.id: each for each in course_reading.newest(actor, patient.id, (*NAMES, AFTER_EFFECTS))}
    if found:
        measure_receipts.leave(actor, patient)
    effects = found.pop(AFTER_EFFECTS, None)
    rows = tuple(_row(found[name]) for name in NAMES if name in found and _says(found[name]))
    return BriefMeasures(rows, _effects(effects) if effects else None, patient.id)


def _says(course: Course) -> bool:
    """Whether there is a total to tell, or, of forms that were not finished, an answer to the watched question."""
    return bool(course.scored or measure_facts.item_values(course))


def _row(course: Course) -> BriefMeasure:
    place = course.scored[-1].place if course.scored else -1
    previous, first = course.from_previous.get(place), course.from_baseline.get(place)
    return BriefMeasure(
        course.instrument.id, course.instrument.short_name, _last(course), measure_facts.is_stale(course),
        previous.words if previous else "", first.words if first else "",
        measure_table.question(course) if course.watched_item else "", _history(course), measure_facts.marks(course),
    )  # fmt: skip


def _last(course: Course) -> str:
    if not course.scored:
        return "No total"
    last = course.scored[-1]
    return f"{last.total}, {last.on.day} {last.on:%b %Y}"


def _history(course: Course) -> str:
    return ", ".join(str(each.total) for each in measure_facts.item_values(course, MOST_OF_ITEM))


def _effects(course: Course) -> AfterEffects:
    last = course.answers[-1]
    items = [(item, last.response.answers.get(item.id, 0)) for item in last.instrument.items]
    there = sorted(((item, value) for item, value in items if value), key=lambda each: -each[1])
    worst = there[0][0].label_of(there[0][1]).lower() if there else ""
    return AfterEffects(
        last.on, worst, tuple(f"{item.text}, {item.label_of(value).lower()}" for item, value in there),
        (course.today - last.on).days > measure_facts.STALE_AFTER, measure_facts.marks(course),
    )  # fmt: skip
