"""Themes over time: how many reflections carried each, by week or by month, and which they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from journal.extensions import db
from journal.models import Passage, Reflection, RingGrant
from journal.permissions import About, Permission, require
from journal.services import questions
from journal.services.actor import Actor
from journal.services.passages import passage_rows, theme_rows
from journal.services.passages.passage_rows import SYMPTOM, THEME
from journal.services.people import people
from journal.services.reflections import lists, texts
from journal.services.reflections.lists import ReflectionRow
from journal.services.review import caseload

MOST_WEEKS, MOST_MONTHS = 12, 24
_PUT = (
    select(Passage, Reflection.created_at.label("begun_at"))
    .join(Reflection, Reflection.id == Passage.reflection_id)
    .where(Passage.patient_id == bindparam("patient"), Passage.kind == bindparam("kind"))
)
_OWN = _PUT.where(Reflection.state.in_((texts.PRIVATE, texts.SHARED)))
_SHARED = _PUT.where(
    Reflection.state == texts.SHARED,
    select(RingGrant.id)
    .where(RingGrant.ring_id == Passage.ring_id, RingGrant.generation == Passage.generation)
    .where(RingGrant.recipient_key_id == bindparam("key"))
    .exists(),
)


@dataclass(frozen=True, slots=True)
class Course:
    """One theme: on how many reflections it was put, in all and in each period; `asked` asks which, in an address."""

    name: str
    label: str
    total: int
    counts: tuple[int, ...]
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Courses:
    """Every theme that was put, those that come most first; `periods` are the first days of the weeks or months."""

    by_week: bool
    periods: tuple[date, ...]
    courses: tuple[Course, ...]

    @property
    def most(self) -> int:
        """The tallest bar."""
        return max((count for course in self.courses for count in course.counts), default=0)


@dataclass(frozen=True, slots=True)
class ThemesPage:
    """The themes of one patient over time, and the reflections that carry the one that was chosen."""

    patient_id: UUID
    patient_name: str
    patient_identifier: str
    themes: Courses
    symptoms: Courses | None
    chosen: str | None
    rows: tuple[ReflectionRow, ...]


def own(actor: Actor, chosen: str = "", symptom: str = "") -> ThemesPage:
    """The patient's own themes, and their tags beside them; a name that nothing carries is not repeated.

    Raises `NotAllowed`."""
    require(actor.who, Permission.REFLECTION_WRITE, About(actor.clinic_id, patient_id=actor.id))
    on, tagged = _carrying(actor, actor.id, THEME), _carrying(actor, actor.id, SYMPTOM)
    zone = ZoneInfo(actor.zone)
    if symptom in tagged:
        carry, label = tagged[symptom], theme_rows.symptom_label(symptom)
    else:
        carry, label = on.get(chosen, {}), theme_rows.theme_label(chosen)
    return ThemesPage(
        actor.id, "", "", _asking(actor, THEME, _courses(on, zone, theme_rows.theme_label)),
        _asking(actor, SYMPTOM, _courses(tagged, zone, theme_rows.symptom_label)),
        label if carry else None, lists.own_of(actor, list(carry)),
    )  # fmt: skip


def of_patient(actor: Actor, patient_id: UUID, chosen: str = "") -> ThemesPage:
    """The themes on what a patient shares with this therapist; no text is opened for it. Raises `NotAllowed`."""
    person = caseload.in_care(actor, patient_id)
    on = _carrying(actor, patient_id, THEME)
    carry = on.get(chosen, {})
    rows = tuple(row for row in lists.shared(actor, [patient_id]) if row.id in carry) if carry else ()
    return ThemesPage(
        person.id, people.name_of(person), people.identifier_of(person),
        _asking(actor, THEME, _courses(on, ZoneInfo(actor.zone), theme_rows.theme_label)), None,
        theme_rows.theme_label(chosen) if carry else None, tuple(reversed(rows)),
    )  # fmt: skip


def labels(actor: Actor, patient_id: UUID) -> dict[UUID, tuple[str, ...]]:
    """The themes on each reflection of a patient that the actor may see; the caller has asked."""
    on: dict[UUID, tuple[str, ...]] = defaultdict(tuple)
    for name, carry in sorted(_carrying(actor, patient_id, THEME).items()):
        for reflection_id in carry:
            on[reflection_id] += (theme_rows.theme_label(name),)
    return on


_Begun = dict[UUID, Any]  # when each reflection was begun


def _carrying(actor: Actor, patient_id: UUID, kind: str) -> dict[str, _Begun]:
    """The reflections that carry each theme, whoever put it there; what does not open is left out."""
    asked = {"patient": patient_id, "kind": kind}
    query = _OWN if actor.id == patient_id else _SHARED
    found = db.session.execute(query, asked if actor.id == patient_id else asked | {"key": actor.keys.key_id}).all()
    said = passage_rows.opened(actor, [row for row, _ in found])
    on: dict[str, _Begun] = defaultdict(dict)
    for row, begun_at in found:
        if row.id in said:
            on[said[row.id].name][row.reflection_id] = begun_at
    return on


def _courses(on: dict[str, _Begun], zone: ZoneInfo, label: Callable[[str], str]) -> Courses:
    days = {name: [begun.astimezone(zone).date() for begun in carry.values()] for name, carry in on.items()}
    every = [day for each in days.values() for day in each]
    if not every:
        return Courses(by_week=True, periods=(), courses=())
    by_week = _monday(max(every)) - _monday(min(every)) < timedelta(weeks=MOST_WEEKS)
    begins = _monday if by_week else _first
    periods = tuple(_between(begins(min(every)), begins(max(every)), by_week=by_week))[-MOST_MONTHS:]
    courses = [Course(name, label(name), len(of), _counted(map(begins, of), periods)) for name, of in days.items()]
    return Courses(by_week, periods, tuple(sorted(courses, key=lambda each: (-each.total, each.label.casefold()))))


def _asking(actor: Actor, kind: str, courses: Courses) -> Courses:
    asking = (replace(each, asked=questions.carry(actor, {kind: each.name})) for each in courses.courses)
    return replace(courses, courses=tuple(asking))


def _counted(days: Iterable[date], periods: Sequence[date]) -> tuple[int, ...]:
    found = list(days)
    return tuple(found.count(period) for period in periods)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first(day: date) -> date:
    return day.replace(day=1)


def _between(first: date, last: date, *, by_week: bool) -> Iterable[date]:
    while first <= last:
        yield first
        first = first + timedelta(weeks=1) if by_week else _first(first + timedelta(days=31))
