"""Courses: planned once, never two on a day, moved on; dose plans are a prescriber's, preferences the patient's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.models import Course, CoursePart
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.courses import course_pages, course_parts, course_rows, courses
from journal.services.courses.course_rows import ENDED, MAINTENANCE, PLANNED, RUNNING
from journal.services.session_records.session_access import RecordMoved, RecordRefused
from tests.services.course_steps import planned, typed
from tests.services.hands import overwrite, stored
from tests.services.session_steps import nurse, prescriber
from tests.support.cast import Cast, Member
from tests.support.days import clinic_today

__all__ = ["nurse", "prescriber"]  # fixtures
pytestmark = pytest.mark.usefixtures("inside")
PLAN = {"dose": "35", "unit": "mg", "words": "Then as it was borne."}


def test_a_course_is_planned_once_and_read_by_team_and_patient(cast: Cast, nurse: Member) -> None:
    token = token_for_id(server_secret(), nurse.id, made := uuid4())
    first = courses.plan(nurse.actor(), cast.patient.id, typed(note="Mornings", id=made, token=token))
    assert courses.plan(nurse.actor(), cast.patient.id, typed(note="Mornings", id=made, token=token)) == first == made
    shown = course_pages.of_patient(nurse.actor(), cast.patient.id)
    assert shown.current is not None
    assert shown.current.template is not None
    assert (shown.current.route, shown.current.note, shown.current.stage) == ("Intramuscular", "Mornings", PLANNED)
    assert (shown.current.template.sessions, shown.current.sessions.open) == (6, 6)
    assert (shown.may_write, shown.may_prescribe) == (True, False)
    assert course_pages.own(cast.patient.actor()).course(made).note == "Mornings"
    assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize(("first", "last"), [(-9, -5), (16, 30), (0, 2), (-20, 40)])
def test_days_that_overlap_are_refused_and_the_other_is_named(
    cast: Cast, nurse: Member, first: int, last: int
) -> None:  # fmt: skip
    planned(cast, nurse)
    said = f"from {clock.day(clinic_today() - timedelta(days=5))} to {clock.day(clinic_today() + timedelta(days=16))}"
    with pytest.raises(RecordRefused, match=f"Six sessions.*{said}"):
        planned(cast, nurse, first, last)
    before = planned(cast, nurse, -30, -6)
    with pytest.raises(RecordRefused, match="overlap"):
        courses.change(nurse.actor(), cast.patient.id, before, typed(-30, -5), 1)
    courses.change(nurse.actor(), cast.patient.id, before, typed(-31, -6), 1)
    assert len(stored(Course)) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"starts_on": None}, "first and the last"), ({"template": "none"}, "template"), ({"route": "air"}, "route"),
     ({"route": "other"}, "which other"), ({"note": "x" * 4001}, "fewer")],
)  # fmt: skip
def test_what_is_no_course_is_refused(cast: Cast, nurse: Member, wrong: dict[str, str], said: str) -> None:
    with pytest.raises(RecordRefused, match=said):
        courses.plan(nurse.actor(), cast.patient.id, typed(**wrong))
    for first, last, words in ((3, 2, "before the first"), (0, 2000, "three years")):
        with pytest.raises(RecordRefused, match=words):
            planned(cast, nurse, first, last)
    assert not stored(Course)


def test_it_moves_on_and_one_that_ended_makes_room(cast: Cast, nurse: Member) -> None:
    course, actor = planned(cast, nurse), nurse.actor()
    courses.move(actor, cast.patient.id, course, RUNNING, 1)
    courses.move(actor, cast.patient.id, course, RUNNING, 1)  # pressed twice
    with pytest.raises(RecordMoved):
        courses.move(actor, cast.patient.id, course, ENDED, 1)
    courses.move(actor, cast.patient.id, course, MAINTENANCE, 2)
    courses.move(actor, cast.patient.id, course, ENDED, 3)
    with pytest.raises(RecordRefused, match="ended"):
        courses.move(actor, cast.patient.id, course, RUNNING, 4)
    with pytest.raises(RecordRefused, match="has ended"):
        courses.change(actor, cast.patient.id, course, typed(), 4)
    assert stored(Course)[0]["ends_on"] == clinic_today()
    off = planned(cast, nurse, 1, 16)
    courses.move(actor, cast.patient.id, off, ENDED, 1)
    assert course_pages.of_patient(actor, cast.patient.id).course(off).stage_name == "Called off"
    planned(cast, nurse, 1, 5)


def test_the_dose_plan_is_a_prescriber_s_and_keeps_what_stood_before(
    cast: Cast, nurse: Member, prescriber: Member
) -> None:  # fmt: skip
    course, actor = planned(cast, nurse), prescriber.actor()
    with pytest.raises(NotAllowed):
        course_parts.write_dose_plan(nurse.actor(), cast.patient.id, course, PLAN, 0)
    for wrong, said in (({"unit": ""}, "35 of what"), ({"dose": ""}, "without a dose"), ({"dose": "some"}, "number")):
        with pytest.raises(RecordRefused, match=said):
            course_parts.write_dose_plan(actor, cast.patient.id, course, {**PLAN, **wrong}, 0)
    course_parts.write_dose_plan(actor, cast.patient.id, course, PLAN, 0)
    course_parts.write_dose_plan(actor, cast.patient.id, course, PLAN, 0)  # sent twice
    with pytest.raises(RecordMoved, match="still here"):
        course_parts.write_dose_plan(actor, cast.patient.id, course, {**PLAN, "dose": "40"}, 0)
    course_parts.write_dose_plan(actor, cast.patient.id, course, {**PLAN, "dose": "40"}, 1)
    plan = course_pages.of_patient(nurse.actor(), cast.patient.id).course(course).dose_plan
    assert plan is not None
    assert plan.now is not None
    assert (plan.now.dose, plan.now.unit, plan.now.author) == ("40", "mg", "Noor Haddad")
    assert [(each.dose, each.author) for each in plan.earlier] == [("35", "Noor Haddad")]


def test_the_preference_is_written_by_the_patient_and_noted_by_the_team(cast: Cast, nurse: Member) -> None:
    course, patient = planned(cast, nurse), cast.patient.actor()
    course_parts.prefer(patient, course, "Rather less than last time.", 0)
    course_parts.note_told(nurse.actor(), cast.patient.id, course, "Asked for a slow start.", 0)
    shown = course_pages.of_patient(nurse.actor(), cast.patient.id).course(course)
    for part, words, author in (
        (shown.preference, "Rather less than last time.", cast.patient.actor().name),
        (shown.told, "Asked for a slow start.", "Sam Ellery"),
    ):
        assert part is not None
        assert part.now is not None
        assert (part.now.words, part.now.author) == (words, author)
    for stranger in (cast.other_patient, nurse, cast.therapist):
        with pytest.raises(NotAllowed):
            course_parts.prefer(stranger.actor(), course, "More.", 1)
    courses.move(nurse.actor(), cast.patient.id, course, ENDED, 1)
    with pytest.raises(RecordRefused, match="has ended"):
        course_parts.prefer(patient, course, "More.", 1)


@pytest.mark.parametrize("who", ["therapist", "other_therapist", "manager", "patient", "other_patient"])
def test_nobody_beside_the_team_reads_or_writes_it(cast: Cast, nurse: Member, who: str) -> None:
    course, actor = planned(cast, nurse), getattr(cast, who).actor()
    for attempt in (
        lambda: course_pages.of_patient(actor, cast.patient.id),
        lambda: courses.plan(actor, cast.patient.id, typed(30, 40)),
        lambda: courses.change(actor, cast.patient.id, course, typed(), 1),
        lambda: courses.move(actor, cast.patient.id, course, RUNNING, 1),
        lambda: course_parts.write_dose_plan(actor, cast.patient.id, course, PLAN, 0),
        lambda: course_parts.note_told(actor, cast.patient.id, course, "x", 0),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert len(stored(Course)) == 1


def test_a_course_of_another_patient_is_not_reached_through_one_s_own(cast: Cast, nurse: Member) -> None:
    course = planned(cast, nurse)
    with pytest.raises(NotAllowed):
        courses.move(nurse.actor(), cast.other_patient.id, course, RUNNING, 1)
    with pytest.raises(NotAllowed):
        course_pages.own(cast.other_patient.actor()).course(course)


def test_what_was_changed_in_the_database_is_not_shown(cast: Cast, nurse: Member, prescriber: Member) -> None:
    course = planned(cast, nurse)
    course_parts.write_dose_plan(prescriber.actor(), cast.patient.id, course, PLAN, 0)
    overwrite(CoursePart, part=course_rows.PREFERENCE)
    shown = course_pages.of_patient(nurse.actor(), cast.patient.id).course(course)
    assert shown.preference is not None
    assert shown.preference.now is None
    overwrite(Course, ends_on=clinic_today() + timedelta(days=90))
    assert course_pages.of_patient(nurse.actor(), cast.patient.id).course(course).template is None
    with pytest.raises(CannotOpen):
        courses.move(nurse.actor(), cast.patient.id, course, RUNNING, 1)
    assert len(list(verification.verify(cast.clinic_id))) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=300), dose=st.text(max_size=10), unit=st.text(max_size=8))
def test_whatever_is_typed_is_kept_or_refused(
    cast: Cast, prescriber: Member, words: str, dose: str, unit: str
) -> None:  # fmt: skip
    actor = prescriber.actor()
    course = next((row["id"] for row in stored(Course)), None) or planned(cast, prescriber)
    seen = next((row["version"] for row in stored(CoursePart)), 0)
    try:
        course_parts.write_dose_plan(actor, cast.patient.id, course, {"words": words, "dose": dose, "unit": unit}, seen)
    except RecordRefused:
        return
    plan = course_pages.of_patient(actor, cast.patient.id).course(course).dose_plan
    assert plan is not None
    assert plan.now is not None
    assert (plan.now.words, plan.now.dose, plan.now.unit) == (words.strip(), dose.strip(), unit.strip())


@pytest.mark.parametrize(
    "days", [("0001-01-01", "0001-01-09"), ("0026-11-20", "0026-12-20"), ("9998-01-01", "9999-12-31")]
)
def test_a_year_that_is_a_slip_is_refused_and_breaks_nothing(cast: Cast, nurse: Member, days: tuple[str, str]) -> None:
    first, last = map(date.fromisoformat, days)
    with pytest.raises(RecordRefused, match="year"):
        courses.plan(nurse.actor(), cast.patient.id, replace(typed(), starts_on=first, ends_on=last))
