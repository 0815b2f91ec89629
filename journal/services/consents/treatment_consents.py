"""Consent to treatment: each point of a version answered by the patient for one course, and taken back in one press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from journal import clock
from journal.extensions import db
from journal.models import ConsentText, Course, Person, TreatmentConsent
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import hidden_rows
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.consents import consent_points, consent_texts
from journal.services.consents.consent_points import TOUCHES, PointsText
from journal.services.consents.consent_texts import TREATMENT, TextChanged
from journal.services.courses import course_rows
from journal.services.courses.course_rows import ENDED
from journal.services.rings import rings
from journal.services.session_records.session_access import RecordMoved, RecordRefused
from journal.services.work import unit_of_work

AGREE, REFUSE = "agree", "refuse"
LONGEST_TOUCH = 1000


@dataclass(frozen=True, slots=True)
class TypedConsent:
    """What a patient answered to the version that was on the page; a point left out is not answered yet."""

    number: int
    points: Mapping[str, str] = field(default_factory=dict)
    touch: str = ""
    touch_words: str = ""
    seen: int = 0


def answer(actor: Actor, course_id: UUID, typed: TypedConsent) -> None:
    """Keeps the answers, for who saw version `seen` of them. Raises `NotAllowed`, `NotToday`, `TextChanged`,
    `RecordRefused`, `RecordMoved`, `CannotOpen`."""
    _require(actor)
    decisions.require_decision(actor.id)
    consent_texts.current(actor.clinic_id, TREATMENT)
    with unit_of_work():
        course = own_course(actor, course_id)
        course_rows.require_current(course)
        text = consent_texts.current(actor.clinic_id, TREATMENT)
        if text.number != typed.number:
            raise TextChanged
        if course.stage == ENDED:
            raise RecordRefused("This course has ended, so nothing is asked about it any more.")
        value = _checked(consent_points.parse(text.body), typed)
        mine = (each for each in course_rows.consents_of(course.id) if each.patient_id == actor.id)
        row = next((each for each in mine if each.text_id == text.id), None)
        _write(actor, row or _new(actor, course, text), value, typed.seen)


def _new(actor: Actor, course: Course, text: ConsentText) -> TreatmentConsent:
    made = sealed_records.id_for(actor, TreatmentConsent, None, "")
    return TreatmentConsent(id=made, patient_id=actor.id, course_id=course.id, text_id=text.id)


def _checked(text: PointsText, typed: TypedConsent) -> dict[str, Any]:
    points = {key: typed.points[key] for key in text.asked if typed.points.get(key) in (AGREE, REFUSE)}
    touch = typed.touch if typed.touch in TOUCHES else ""
    words = typed.touch_words.replace("\r\n", "\n").strip()
    if len(words) > LONGEST_TOUCH:
        raise RecordRefused(f"Your words on touch have {len(words):,} characters; use {LONGEST_TOUCH:,} or fewer.")
    if touch == "words" and not words:
        raise RecordRefused("You chose to say in your own words what you want: write them below, or choose otherwise.")
    if not points and not touch:
        raise RecordRefused("Nothing was answered yet, so nothing was kept.")
    return {"points": points, "touch": touch, "touch_words": words}


def _write(actor: Actor, row: TreatmentConsent, value: dict[str, Any], seen: int) -> None:
    is_new = row.version is None
    before = None if is_new else sealed_records.opened(actor, [row]).get(row.id)
    if before is not None and not before.get("withdrawn_at") and all(before.get(name) == value[name] for name in value):
        return  # the form was sent twice
    if not is_new and row.version != seen:
        raise RecordMoved("You answered this elsewhere meanwhile. What you chose is still here; keep it once more.")
    earlier = [*before.get("earlier", ()), _plain(before)] if before else []
    told = {**value, "at": clock.now().isoformat(), "withdrawn_at": None, "earlier": earlier}
    _seal(actor, Act.TREATMENT_CONSENT_ANSWERED, row, told)


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: words for name, words in value.items() if name != "earlier"}


def withdraw(actor: Actor, course_id: UUID) -> None:
    """Takes back every answer for a course, on any day, also one that does not open any more, or that somebody hid in
    the database; pressed twice is once. Raises `NotAllowed`."""
    _require(actor)
    with unit_of_work():
        course = own_course(actor, course_id)
        for row in (each for each in course_rows.consents_of(course.id) if each.patient_id == actor.id):
            value = sealed_records.opened(actor, [row]).get(row.id, {"points": {}, "touch": "", "touch_words": ""})
            if not value.get("withdrawn_at"):
                told = {**value, "withdrawn_at": clock.now().isoformat()}
                _seal(actor, Act.TREATMENT_CONSENT_WITHDRAWN, row, told)
        hidden = hidden_rows.of_patient(TreatmentConsent, actor.clinic_id, actor.id)
        hidden_rows.end(Act.TREATMENT_CONSENT_WITHDRAWN, actor.id, actor.clinic_id, actor.id, hidden)


def _seal(actor: Actor, act: Act, row: TreatmentConsent, value: dict[str, Any]) -> None:
    sealed_records.write(actor, act, row, rings.ring_for_writing(actor, "treatment"), value)


def own_course(actor: Actor, course_id: UUID) -> Course:
    """A course of the actor's own, held until the commit. Raises `NotAllowed`."""
    db.session.get_one(Person, actor.id, with_for_update=True)  # one answer after the other
    course = db.session.get(Course, course_id)
    if course is None or course.patient_id != actor.id or course.state != sealed_records.KEPT:
        raise NotAllowed
    return course


def _require(actor: Actor) -> None:
    require(actor.who, Permission.CONSENT_ANSWER, About(actor.clinic_id, patient_id=actor.id))
