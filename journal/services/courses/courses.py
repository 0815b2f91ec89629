"""Planning a course, changing it, and moving it on; no two of one patient share a day."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from journal import clock
from journal.extensions import db
from journal.models import Clinic, Course, Person
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.courses import course_rows, course_templates
from journal.services.courses.course_rows import ENDED, MAINTENANCE, PLANNED, RUNNING
from journal.services.courses.course_templates import Template
from journal.services.rings import patient_rings
from journal.services.session_records.session_access import RecordMoved, RecordRefused
from journal.services.session_records.session_parts import ROUTES
from journal.services.treatment import treatment_team
from journal.services.work import unit_of_work

LONGEST_NOTE, LONGEST_COURSE = 4000, timedelta(days=3 * 366)
_FIRST_YEAR, _FARTHEST = 1970, timedelta(days=3 * 366)  # a day outside is a slip, and a calendar ends somewhere
NEXT = {PLANNED: (RUNNING, ENDED), RUNNING: (MAINTENANCE, ENDED), MAINTENANCE: (RUNNING, ENDED), ENDED: ()}
MOVED = (
    "This course was changed elsewhere while you wrote. Your words are still here; saving again puts yours in place."
)


@dataclass(frozen=True, slots=True)
class TypedCourse:
    """A course as it was typed; its id was made with the form."""

    template: str
    starts_on: date | None
    ends_on: date | None
    route: str
    other_route: str = ""
    note: str = ""
    id: UUID | None = None
    token: str = ""


def templates(actor: Actor) -> tuple[Template, ...]:
    """The templates of the actor's clinic."""
    return course_templates.of_clinic(db.session.get_one(Clinic, actor.clinic_id))


def plan(actor: Actor, patient_id: UUID, typed: TypedCourse) -> UUID:
    """Plans a course; the same form twice plans one. Raises `NotAllowed`, `RecordRefused`, `CannotOpen`."""
    with unit_of_work():
        treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_WRITE, hold=True)
        db.session.get_one(Person, patient_id, with_for_update=True)  # of two at once one is first
        starts_on, ends_on = _dates(typed)
        value = _value(actor, typed)
        if typed.id is not None and sealed_records.was_sent(actor, Course, typed.id, value):
            return typed.id
        _refuse_overlap(actor, patient_id, starts_on, ends_on)
        made = sealed_records.id_for(actor, Course, typed.id, typed.token)
        row = Course(id=made, patient_id=patient_id, starts_on=starts_on, ends_on=ends_on, stage=PLANNED)
        ring = patient_rings.newest(actor, patient_id, "treatment")
        sealed_records.write(actor, Act.COURSE_PLANNED, row, ring, value)
    return made


def change(actor: Actor, patient_id: UUID, course_id: UUID, typed: TypedCourse, seen: int) -> None:
    """Changes a course that has not ended, for who saw version `seen`. A template that is no longer offered can stay.
    Raises `NotAllowed`, `RecordRefused`, `RecordMoved`, `CannotOpen`."""
    with unit_of_work():
        row = held(actor, patient_id, course_id)
        before = sealed_records.open_one(actor, row)
        starts_on, ends_on = _dates(typed)
        value = _value(actor, typed, before)
        if (row.starts_on, row.ends_on, before) == (starts_on, ends_on, value):
            return
        if row.version != seen:
            raise RecordMoved(MOVED)
        if row.stage == ENDED:
            raise RecordRefused("This course has ended, so it stays as it was. Plan another one instead.")
        _refuse_overlap(actor, patient_id, starts_on, ends_on, row.id)
        row.starts_on, row.ends_on = starts_on, ends_on
        _write(actor, Act.COURSE_CHANGED, row, value)


def move(actor: Actor, patient_id: UUID, course_id: UUID, stage: str, seen: int) -> None:
    """Moves a course on, back to running, or ends it: then its last day is today, or it was called off. Raises
    `NotAllowed`, `RecordRefused`, `RecordMoved`, `CannotOpen`."""
    with unit_of_work():
        row = held(actor, patient_id, course_id)
        value = sealed_records.open_one(actor, row)
        if row.stage == stage:
            return  # the button was pressed twice
        if row.version != seen:
            raise RecordMoved("This course was changed meanwhile. Look at it, and press once more.")
        if stage not in NEXT[row.stage]:
            raise RecordRefused("A course that has ended stays so; plan another one.")
        if stage == ENDED:
            last = course_rows.day_at(row.clinic_id, clock.now())
            row.ends_on = min(row.ends_on, max(last, row.starts_on - timedelta(days=1)))
        row.stage = stage
        _write(actor, Act.COURSE_MOVED, row, value)


def held(
    actor: Actor, patient_id: UUID, course_id: UUID, permission: Permission = Permission.TREATMENT_WRITE
) -> Course:
    """A course of this patient that waits for the commit; in the caller's unit of work. Raises `NotAllowed`,
    `CannotOpen`."""
    treatment_team.patient_for(actor, patient_id, permission, hold=True)
    db.session.get_one(Person, patient_id, with_for_update=True)
    row = db.session.get(Course, course_id, with_for_update=True, populate_existing=True)
    if row is None or row.patient_id != patient_id or row.state != sealed_records.KEPT:
        raise NotAllowed
    course_rows.require_current(row)
    return row


def _write(actor: Actor, act: Act, row: Course, value: dict[str, Any]) -> None:
    sealed_records.write(actor, act, row, patient_rings.newest(actor, row.patient_id, "treatment"), value)


def _dates(typed: TypedCourse) -> tuple[date, date]:
    if typed.starts_on is None or typed.ends_on is None:
        raise RecordRefused("Give the first and the last day of the course.")
    if typed.ends_on < typed.starts_on:
        raise RecordRefused("The last day would come before the first. Look at both, and at the year.")
    if typed.ends_on - typed.starts_on > LONGEST_COURSE:
        raise RecordRefused("This course would last longer than three years. Look at the years.")
    if typed.starts_on.year < _FIRST_YEAR or typed.starts_on > clock.now().date() + _FARTHEST:
        raise RecordRefused("This course would begin too far from today. Look at the year.")
    return typed.starts_on, typed.ends_on


def _value(actor: Actor, typed: TypedCourse, before: dict[str, Any] | None = None) -> dict[str, Any]:
    offered = {each.code: asdict(each) for each in templates(actor)}
    if before is not None:
        offered[before["template"]["code"]] = before["template"]  # as it was when this course was planned
    if typed.template not in offered:
        raise RecordRefused("Choose a template of the list.")
    if typed.route not in ROUTES:
        raise RecordRefused("Choose the route.")
    if typed.route == "other" and not typed.other_route.strip():
        raise RecordRefused("Say which other route it is.")
    if len(typed.note) > LONGEST_NOTE:
        raise RecordRefused(f"Use {LONGEST_NOTE:,} characters or fewer.")
    other = typed.other_route.strip() if typed.route == "other" else ""
    return {"template": offered[typed.template], "route": typed.route, "other_route": other, "note": typed.note.strip()}


def _refuse_overlap(
    actor: Actor, patient_id: UUID, starts_on: date, ends_on: date, but: UUID | None = None
) -> None:  # fmt: skip
    for other in course_rows.of_patient(patient_id):
        if other.id != but and other.starts_on <= ends_on and starts_on <= other.ends_on:
            said = sealed_records.opened(actor, [other]).get(other.id)
            name = f' "{said["template"]["name"]}",' if said else ""
            raise RecordRefused(
                f"These days overlap with the course{name} from {clock.day(other.starts_on)} to "
                f"{clock.day(other.ends_on)}. Nothing was planned; choose other days, or end that course first."
            )
