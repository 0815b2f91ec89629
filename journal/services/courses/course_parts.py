"""What is written about a course: the dose plan, by a prescriber alone, and beside it what the patient would prefer.

What stood there before stays, with who wrote it. Nothing here proposes a dose or judges one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from journal.crypto.keys import RingKey
from journal.models import Course, CoursePart
from journal.permissions import About, Permission, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.consents import treatment_consents
from journal.services.courses import course_rows, courses
from journal.services.courses.course_rows import DOSE_PLAN, ENDED, PREFERENCE, TOLD
from journal.services.rings import patient_rings, rings
from journal.services.session_records import session_parts
from journal.services.session_records.session_access import RecordMoved, RecordRefused
from journal.services.work import unit_of_work

LONGEST = 4000  # Unicode code points
MOVED = (
    "This was changed elsewhere while you wrote. Your words are still here, and below them is what stands there now. "
    "Saving again puts yours in its place; what stood there stays on record."
)
_ACTS = {
    DOSE_PLAN: Act.DOSE_PLAN_WRITTEN,
    PREFERENCE: Act.PREFERENCE_WRITTEN,
    TOLD: Act.PREFERENCE_NOTED,
}


def write_dose_plan(actor: Actor, patient_id: UUID, course_id: UUID, value: Mapping[str, str], seen: int) -> None:
    """Puts the dose plan, for a prescriber who saw version `seen`, 0 where there was none. Raises `NotAllowed`,
    `RecordRefused`, `RecordMoved`, `CannotOpen`."""
    with unit_of_work():
        course = courses.held(actor, patient_id, course_id, Permission.TREATMENT_PRESCRIBE)
        typed = {name: value.get(name, "").strip() for name in ("dose", "unit", "words")}
        session_parts.check_dose(typed["dose"], typed["unit"])
        _write(actor, course, DOSE_PLAN, typed, seen, _ring_of_team(actor, course))


def note_told(actor: Actor, patient_id: UUID, course_id: UUID, words: str, seen: int) -> None:
    """Notes what the patient told of their preference. Raises as `write_dose_plan` does."""
    with unit_of_work():
        course = courses.held(actor, patient_id, course_id)
        _write(actor, course, TOLD, {"words": words.strip()}, seen, _ring_of_team(actor, course))


def prefer(actor: Actor, course_id: UUID, words: str, seen: int) -> None:
    """Keeps what the patient would prefer, in their own words. Raises as `write_dose_plan` does."""
    require(actor.who, Permission.COURSE_PREFER, About(actor.clinic_id, patient_id=actor.id))
    with unit_of_work():
        course = treatment_consents.own_course(actor, course_id)
        course_rows.require_current(course)
        _write(actor, course, PREFERENCE, {"words": words.strip()}, seen, rings.ring_for_writing(actor, "treatment"))


def _ring_of_team(actor: Actor, course: Course) -> RingKey:
    return patient_rings.newest(actor, course.patient_id, "treatment")


def _write(actor: Actor, course: Course, part: str, value: dict[str, Any], seen: int, ring: RingKey) -> None:
    if course.stage == ENDED:
        raise RecordRefused("This course has ended, so it stays as it was.")
    if len(value["words"]) > LONGEST:
        raise RecordRefused(f"Use {LONGEST:,} characters or fewer; here are {len(value['words']):,}.")
    row = course_rows.parts_of(course.id).get(part)
    if row is None:
        if not any(value.values()):
            raise RecordRefused("Nothing was written yet, so nothing was kept.")
        row = CoursePart(id=_new_id(actor), patient_id=course.patient_id, course_id=course.id, part=part)
    else:
        before = sealed_records.open_one(actor, row)
        told = {name: before[name] for name in value}
        if told == value:
            return  # the form was sent twice
        if row.version != seen:
            raise RecordMoved(MOVED)
        stood = {"by": row.author_id.hex, "written_at": (row.changed_at or row.created_at).isoformat()}
        value["earlier"] = [*before.get("earlier", ()), {**told, **stood}]
    sealed_records.write(actor, _ACTS[part], row, ring, value)


def _new_id(actor: Actor) -> UUID:
    return sealed_records.id_for(actor, CoursePart, None, "")
