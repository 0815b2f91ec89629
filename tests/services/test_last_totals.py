"""Last totals in the brief and in the queue: for who holds the treatment record, and no hint for anybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from journal import clock
from journal.models import AuditRow, MeasureResponse
from journal.services.audit.acts import Act
from journal.services.measures import brief_measures, course_reading, measure_facts, measure_pages
from journal.services.review import brief, review_queue
from journal.services.sessions import sessions
from tests.services.hands import overwrite, stored, write
from tests.services.measure_steps import answer, total, words_of
from tests.services.test_treatment_team import join_team
from tests.support import sittings
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


def test_the_brief_says_the_same_as_the_page_also_with_forms_that_were_not_finished(cast: Cast) -> None:
    join_team(cast, cast.therapist)
    maya = cast.patient.actor()
    sittings.held(cast.patient, cast.therapist, clock.now() - timedelta(days=60))
    for points, days in ((25, 120), (18, 80), (8, 40)):
        total(maya, "phq9", points, days)
    for days in (70, 30, 25, 20, 15, 10, 5):
        answer(maya, "phq9", {"phq9_1": 1}, days)
    total(maya, "phq9", 15, 1)
    ines = cast.therapist.actor()
    (few,) = course_reading.newest(ines, maya.id, ["phq9"], 2)
    whole = course_reading.one(ines, maya.id, "phq9")
    assert whole is not None
    assert whole.baseline is not None
    assert whole.baseline.total == 18
    assert measure_facts.marks(few) == measure_facts.marks(whole) != ()
    assert measure_facts.of(few)[:-1] == measure_facts.of(whole)[:-1]


def test_the_ninth_question_of_a_form_that_was_not_finished_is_told_without_a_total(cast: Cast) -> None:
    join_team(cast, cast.therapist)
    answer(cast.patient.actor(), "phq9", {"phq9_9": 2}, 1)
    ines = cast.therapist.actor()
    told = brief.of_patient(ines, cast.patient.id).measures
    assert told is not None
    assert [(row.last, row.item, row.history) for row in told.rows] == [("No total", "Question 9", "2")]
    page = measure_pages.of_patient(ines, cast.patient.id, "phq9")
    assert words_of(page.facts).keys() == {"Question 9"}


def test_where_a_clinician_looks_from_changes_nothing(cast: Cast) -> None:
    join_team(cast, cast.therapist)
    maya, ines = cast.patient.actor(), cast.therapist.actor()
    with clock.at(clock.now().replace(hour=17, minute=0)):
        end = clock.now() - timedelta(days=17, hours=16)  # evening in New York, and noon of the next day in Auckland
        sittings.held(cast.patient, cast.therapist, end)
        total(maya, "phq9", 20, 21)
        total(maya, "phq9", 8, 17)
        found = [
            course_reading.one(replace(ines, zone=zone), maya.id, "phq9") for zone in (ines.zone, "Pacific/Auckland")
        ]
    here, away = [(each.baseline, each.sessions, measure_facts.lasting(each)) for each in found if each]
    assert here == away
    assert here[0] is not None
    assert here[0].total == 20
