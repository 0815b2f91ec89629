"""Last totals in the brief and in the queue: for who holds the treatment record, and no hint for anybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journal import clock
from journal.models import AuditRow, MeasureResponse
from journal.services.audit.acts import Act
from journal.services.measures import brief_measures, course_reading, measure_facts
from journal.services.review import brief, review_queue
from journal.services.sessions import sessions
from tests.services.hands import overwrite, stored, write
from tests.services.measure_steps import answer, total, words_of
from tests.services.test_treatment_team import join_team
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def fill(patient: Member) -> None:
    maya = patient.actor()
    for days, points, ninth in ((60, 20, 2), (30, 12, 0), (20, 18, 1)):
        total(maya, "phq9", points, days, phq9_9=ninth)
    total(maya, "pcl5", 40, 25)
    total(maya, "pcl5", 55, 5)
    answer(maya, "after_effects", {"headache": 1, "craving": 2, "dizziness": 0}, 2)


def test_the_brief_tells_last_change_both_ways_the_ninth_question_and_how_old_it_is(cast: Cast) -> None:
    join_team(cast, cast.therapist)
    with clock.at(clock.now() - timedelta(days=28)):
        sessions.check_in(cast.therapist.actor(), cast.patient.id)
    fill(cast.patient)
    told = brief.of_patient(cast.therapist.actor(), cast.patient.id).measures
    assert told is not None
    phq9, pcl5 = told.rows
    assert (phq9.short_name, phq9.last[:3], phq9.is_stale, phq9.history) == ("PHQ-9", "18,", True, "2, 0, 1")
    assert phq9.from_previous == "6 higher, larger than usual measurement noise: worse"
    assert phq9.from_baseline == "6 higher, larger than usual measurement noise: worse"
    assert (pcl5.is_stale, pcl5.from_previous) == (False, "15 higher, larger than usual measurement noise: worse")
    effects = told.after_effects
    assert effects is not None
    assert (effects.worst, len(effects.present)) == ("moderate", 2)
    assert told.marks == (
        "PHQ-9 up 6 since the last answer, to 18", "PCL-5 up 15 since the last answer, to 55",
        "Wanting more ketamine between sessions: moderate",
    )  # fmt: skip
    seen = stored(AuditRow, AuditRow.act == Act.MEASURES_OPENED)
    assert [row["actor_id"] for row in seen] == [cast.therapist.id]


def test_the_brief_says_the_same_as_the_whole_course(cast: Cast) -> None:
    join_team(cast, cast.therapist)
    maya = cast.patient.actor()
    for number in range(12):
        total(maya, "phq9", 22 - number, 100 - number * 7)
    with clock.at(clock.now() - timedelta(days=70)):
        sessions.check_in(cast.therapist.actor(), cast.patient.id)
    ines = cast.therapist.actor()
    (few,) = course_reading.newest(ines, maya.id, ["phq9"])
    whole = course_reading.one(ines, maya.id, "phq9")
    assert whole is not None
    assert len(few.answers) < len(whole.answers)
    kept = ("Last", "Since the one before", "Since the baseline", "Baseline", "Response")
    said = [words_of(measure_facts.of(each)) for each in (few, whole)]
    assert [said[0][name] for name in kept] == [said[1][name] for name in kept]


def test_without_the_treatment_record_brief_and_queue_say_nothing_of_measures(cast: Cast) -> None:
    fill(cast.patient)
    write(cast.patient.actor(), "words", shared=True)
    ines = cast.therapist.actor()
    assert brief.of_patient(ines, cast.patient.id).measures is None
    (entry,) = review_queue.page(ines).entries
    assert entry.totals == ()
    assert not stored(AuditRow, AuditRow.act.in_([Act.MEASURES_OPENED, Act.MEASURES_IN_QUEUE]))


def test_the_queue_tells_the_last_totals_of_who_is_on_the_page_and_leaves_a_receipt(cast: Cast) -> None:
    join_team(cast, cast.therapist)
    fill(cast.patient)
    write(cast.patient.actor(), "words", shared=True)
    for _ in range(2):
        (entry,) = review_queue.page(cast.therapist.actor()).entries
    assert [each.words for each in entry.totals] == [
        "PHQ-9 18, was 12 (6 higher, larger than usual measurement noise: worse)",
        "PCL-5 55, was 40 (15 higher, larger than usual measurement noise: worse)",
    ]
    seen = stored(AuditRow, AuditRow.act == Act.MEASURES_IN_QUEUE)
    assert [(row["actor_id"], row["record_id"]) for row in seen] == [(cast.therapist.id, cast.patient.id)]


def test_an_answer_that_was_changed_in_the_database_is_not_believed(cast: Cast) -> None:
    join_team(cast, cast.therapist)
    fill(cast.patient)
    newest = stored(MeasureResponse, MeasureResponse.instrument == "phq9")[-1]["id"]
    overwrite(MeasureResponse, MeasureResponse.id == newest, source="clinic")
    ines = cast.therapist.actor()
    course = course_reading.one(ines, cast.patient.id, "phq9")
    assert course is not None
    assert [each.total for each in course.scored] == [20, 12]
    told = brief_measures.of_patient(ines, cast_person(cast))
    assert told is not None
    assert told.rows[0].last.startswith("12,")


def cast_person(cast: Cast) -> brief_measures.Person:
    from journal.extensions import db

    return db.session.get_one(brief_measures.Person, cast.patient.id)
