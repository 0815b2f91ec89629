"""The pages of measures over time: what each of the two sides is shown, and who finds nothing."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.models import AuditRow
from journal.services.audit.acts import Act
from tests.services.hands import stored
from tests.services.measure_steps import answer, total
from tests.support.cast import Cast, Member
from tests.views.routes import member
from tests.views.steps import SignedIn, share
from tests.views.treatment_steps import check_in, join

OF_THE_CLINICIAN = (
    "Mild", "Moderate", "Severe", "worse", "better", "noise", "Response", "Remission", "Question 9", "aseline", "Band",
)  # fmt: skip


@pytest.fixture
def answered(app: Flask, cast: Cast, nurse: Member) -> str:
    """Answers over weeks, the last of them higher; and the address of a clinician's pages of them."""
    with app.app_context():
        patient = cast.patient.actor()
        for days, points in ((40, 20), (30, 9), (20, 8), (3, 16)):
            total(patient, "phq9", points, days, phq9_9=1 if points == 16 else 0)
        total(patient, "pcl5", 41, 9)
        answer(patient, "daily_checkin", {"mood": 4, "hope": 6}, 5)
    return f"/patients/{cast.patient.id}/measures"


def test_the_patient_is_shown_points_dates_and_sessions_and_no_grade(answered: str, patient: FlaskClient) -> None:
    page = patient.get("/measures/phq9").text
    main = page[page.index("<main") : page.index("</main>")]
    assert [words for words in OF_THE_CLINICIAN if words in main.replace("<details", "")] == []
    assert '<svg class="course"' in main
    assert 'role="img"' in main
    assert "<title id=" in main
    assert "Each answer looks back on 14 days" in main
    for words in ("16 on", "8 on", "20 on"):
        assert words in main
    assert "Memories that come back" not in patient.get("/measures/pcl5").text
    assert "first 4" not in patient.get("/measures/daily_checkin").text
    assert "4 on" in patient.get("/measures/daily_checkin").text


def test_a_clinician_is_shown_bands_marks_and_the_ninth_question(answered: str, sam: FlaskClient) -> None:
    page = sam.get(f"{answered}/phq9").text
    for words in ("Moderately severe", "8 higher, larger than usual measurement noise: worse",
                  "11 lower, larger than usual measurement noise: better", "PHQ-9 up 8 since the last answer, to 16",
                  "0, 0, 0, 1 (newest last); above 0 on", "Not reached (50% or more below the baseline)",
                  "20 on", "the first answer"):  # fmt: skip
        assert words in page, words
    assert re.search(r'class="arrow (worse|better)"', page)
    pcl5 = sam.get(f"{answered}/pcl5").text
    assert "Above the common cut-point range" in pcl5
    assert "Memories that come back (B)" in pcl5
    assert not re.search(r"mild|moderate|severe", pcl5[pcl5.index("<main") : pcl5.index("</main>")], re.IGNORECASE)
    assert "because of" not in page + pcl5


def test_in_the_landing_hours_the_patient_sees_no_number(answered: str, patient: FlaskClient, sam: FlaskClient) -> None:
    check_in(sam)
    page = patient.get("/measures/phq9")
    assert page.status_code == 200
    assert "Points are not shown on the day of a session" in page.text
    assert "<svg class=" not in page.text
    assert not re.search(r"\b(16|20) on\b", page.text)
    assert patient.get("/measures/phq9.csv").status_code == 404
    assert "Moderately severe" in sam.get(f"{answered}/phq9").text


def test_only_the_treatment_team_finds_them(app: Flask, cast: Cast, answered: str, signed_in: SignedIn) -> None:
    for who in ("patient", "other_patient", "therapist", "other_therapist", "manager", "prescriber"):
        client = signed_in(member(app, cast, who))
        for path in (f"{answered}/phq9", f"{answered}/phq9.csv"):
            assert client.get(path).status_code == 404, who
    for who in ("therapist", "manager"):
        client = signed_in(member(app, cast, who))
        assert [client.get(path).status_code for path in ("/measures/phq9", "/measures/phq9.csv")] == [404, 404]
    assert "16 on" not in signed_in(cast.other_patient).get("/measures/phq9").text
    nothing = signed_in(cast.patient).get("/measures/nothing-of-this-name")
    assert nothing.status_code == 404


def test_that_a_clinician_looked_or_took_the_numbers_along_stands_in_the_patient_s_history(
    app: Flask, answered: str, patient: FlaskClient, sam: FlaskClient, nurse: Member
) -> None:
    for _ in range(2):
        sam.get(f"{answered}/phq9")
    sam.get(f"{answered}/phq9.csv")
    patient.get("/measures/phq9")
    with app.app_context():
        seen = stored(AuditRow, AuditRow.act.in_([Act.MEASURES_OPENED, Act.MEASURES_TAKEN]))
    assert [(row["act"], row["actor_id"]) for row in seen] == [
        (Act.MEASURES_OPENED, nurse.id), (Act.MEASURES_TAKEN, nurse.id)
    ]  # fmt: skip
    history = patient.get("/account/history").text
    assert f"{nurse.name} opened your questionnaires and check-ins." in history
    assert "took the numbers of a questionnaire or check-in of yours along" in history


def test_the_file_holds_the_numbers_of_the_page(answered: str, patient: FlaskClient, sam: FlaskClient) -> None:
    answer_ = sam.get(f"{answered}/phq9.csv")
    assert answer_.headers["Cache-Control"] == "no-store"
    assert answer_.headers["Content-Disposition"] == 'attachment; filename="measure-phq9.csv"'
    assert answer_.text.count("\r\n") == 5
    rows = list(csv.DictReader(io.StringIO(answer_.text)))
    assert [row["Total"] for row in rows] == ["20", "9", "8", "16"]
    assert [row["Question 9"] for row in rows] == ["0", "0", "0", "1"]
    assert rows[-1]["From the one before, points"] == "8"
    assert rows[-1]["From the one before, in words"] == "8 higher, larger than usual measurement noise: worse"
    assert rows[0]["Source"] == "patient"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", rows[0]["Date"])
    mine = patient.get("/measures/phq9.csv")
    assert "Lindqvist" not in mine.text + answer_.text
    own = list(csv.DictReader(io.StringIO(mine.text)))
    assert [row["Points"] for row in own] == ["20", "9", "8", "16"]
    assert not {"Band", "Question 9", "From the one before, points"} & set(own[0])


def test_reflections_are_marked_for_who_may_read_them_alone(
    app: Flask, cast: Cast, answered: str, patient: FlaskClient, sam: FlaskClient, therapist: FlaskClient
) -> None:
    join(app, cast, cast.therapist)
    share(patient, "words for the therapist")
    assert "A day with a reflection" in therapist.get(f"{answered}/phq9").text
    assert "A day with a reflection" not in sam.get(f"{answered}/phq9").text
    assert "days you wrote a reflection" in patient.get("/measures/phq9").text


def test_before_anything_is_answered_the_page_says_what_will_be_here(patient: FlaskClient) -> None:
    page = patient.get("/measures/gad7")
    assert page.status_code == 200
    assert "Nothing has been answered yet" in page.text
