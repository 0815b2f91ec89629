"""What is due for real patients: their course, sessions and answers, without a key, in a few queries for many."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import Course, MeasureAsk, MeasureResponse
from journal.services import sealed_records
from journal.services.audit.acts import Act
from journal.services.measures import clinic_cadence, due, responses
from journal.services.measures.clinic_cadence import TypedPoint
from journal.services.rings import rings
from journal.services.work import unit_of_work
from tests.services.course_steps import planned
from tests.services.hands import overwrite
from tests.services.session_steps import nurse
from tests.support import sittings
from tests.support.cast import Cast, Member
from tests.support.days import clinic_today

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")


def finished(member: Member, instrument: str) -> None:
    """An answer of today."""
    actor = member.actor()
    with unit_of_work():
        ring = rings.ring_for_writing(actor, "treatment")
        row = MeasureResponse(
            id=make_id(), patient_id=actor.id, state=responses.DONE, instrument=instrument, definition_version="1.0.0",
            answered_at=clock.now(), answered_on=clinic_today(), source=responses.PATIENT,
        )  # fmt: skip
        sealed_records.write(actor, Act.MEASURE_FINISHED, row, ring, responses.value_of({}))


def asked_for(member: Member, instrument: str) -> UUID:
    actor, ask_id = member.actor(), make_id()
    with unit_of_work():
        ring = rings.ring_for_writing(actor, "treatment")
        row = MeasureAsk(id=ask_id, patient_id=actor.id, state="asked", instrument=instrument, due_on=clinic_today())
        sealed_records.write(actor, Act.MEASURE_ASKED, row, ring, {"word": ""})
    return ask_id


def names(cast: Cast) -> set[str]:
    db.session.rollback()
    return {each.instrument for each in due.of_patient(cast.patient.actor(), cast.patient.id)}


def test_a_planned_course_asks_and_an_answer_ends_that(cast: Cast, nurse: Member) -> None:
    assert names(cast) == set()
    planned(cast, nurse, first=2, last=30)
    assert names(cast) == {"phq9", "gad7", "pcptsd5", "daily_checkin"}
    finished(cast.patient, "phq9")
    assert names(cast) == {"gad7", "pcptsd5", "daily_checkin"}


def test_in_the_hours_after_a_session_after_effects_alone_are_offered(cast: Cast, nurse: Member) -> None:
    planned(cast, nurse, first=-5, last=30)
    asked_for(cast.patient, "gad7")
    sittings.held(cast.patient, cast.therapist, clock.now() - timedelta(hours=4))
    (only,) = due.of_patient(cast.patient.actor(), cast.patient.id)
    assert (only.instrument, only.quiet) == ("after_effects", True)
    (seen,) = due.of_patients(cast.clinic_id, [cast.patient.id]).values()
    assert {"gad7", "after_effects"} <= {each.instrument for each in seen}


def test_what_the_clinic_asks_for_is_due_without_a_course(cast: Cast) -> None:
    ask_id = asked_for(cast.patient, "pcl5")
    (only,) = due.of_patient(cast.patient.actor(), cast.patient.id)
    assert (only.instrument, only.ask_id) == ("pcl5", ask_id)


def test_a_course_that_was_changed_in_the_database_asks_nothing(cast: Cast, nurse: Member) -> None:
    course_id = planned(cast, nurse, first=2, last=30)
    overwrite(Course, Course.id == course_id, starts_on=clinic_today())
    assert names(cast) == set()


def test_many_patients_take_as_many_queries_as_one(cast: Cast, nurse: Member) -> None:
    planned(cast, nurse, first=2, last=30)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *what: asked.append(what[2]))
    db.session.rollback()
    due.of_patients(cast.clinic_id, [cast.patient.id])
    one = len(asked)
    db.session.rollback()
    found = due.of_patients(cast.clinic_id, [cast.patient.id, cast.other_patient.id, *(make_id() for _ in range(300))])
    assert len(asked) - one <= one < 25
    assert len(found[cast.patient.id]) == 4
    assert found[cast.other_patient.id] == ()


def test_a_course_that_is_about_to_begin_asks_for_its_start_and_leaves_the_one_that_runs(
    cast: Cast, nurse: Member
) -> None:
    planned(cast, nurse, first=-20, last=5)
    sittings.held(cast.patient, cast.therapist, clock.now() - timedelta(hours=30))
    db.session.rollback()
    (before,) = due.of_patients(cast.clinic_id, [cast.patient.id]).values()
    assert "after_effects" in {each.instrument for each in before}
    planned(cast, nurse, first=10, last=40)
    db.session.rollback()
    (after,) = due.of_patients(cast.clinic_id, [cast.patient.id]).values()
    assert {each.instrument for each in before} <= {each.instrument for each in after}
    assert [each.due_on for each in after if each.instrument == "pcptsd5"] == [clinic_today() - timedelta(days=4)]


def test_a_course_asks_as_early_as_the_cadence_says(cast: Cast, nurse: Member) -> None:
    page = clinic_cadence.page(cast.manager.actor())
    first = page.cadence.points[0]
    assert first.opens == -14 * 24
    typed = TypedPoint(-30 * 24, first.overdue, first.closes, first.measures)
    clinic_cadence.change_point(cast.manager.actor(), first.code, page.version, typed)
    planned(cast, nurse, first=29, last=60)
    assert names(cast) == set(first.measures)
