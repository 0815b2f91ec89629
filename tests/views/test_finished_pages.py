"""Pages of measures around an answer: one finished is not begun again by going back, and who can read is said."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.routes import member
from tests.views.test_measure_pages import on
from tests.views.treatment_steps import join


def test_going_back_after_the_end_leads_to_what_was_finished(patient: FlaskClient) -> None:
    first = press(patient, patient.get("/measures/phq2/answer"), "Next", **{"a-phq2_1": "1"})
    page = on(patient, first)
    done = press(patient, page, "Finish", **{"a-phq2_2": "1"})
    assert press(patient, page, "Finish", **{"a-phq2_2": "1"}).location == done.location
    assert patient.get(first.location).location == done.location
    assert patient.get("/measures/phq2/answer?of=odd&at=2").status_code == 200


def test_all_on_one_page_finished_with_nothing_chosen_leaves_nothing_begun(patient: FlaskClient) -> None:
    page = on(patient, press(patient, patient.get("/measures/gad7/answer"), "All on one page"))
    again = on(patient, press(patient, page, "Finish"))
    assert "No question is answered yet" in again.text
    assert press(patient, again, "Finish").status_code == 400
    assert "Begun" not in patient.get("/measures").text


def test_the_page_says_whether_anybody_can_read_the_answers(app: Flask, patient: FlaskClient, cast: Cast) -> None:
    assert "Nobody at the clinic can read the answers now" in patient.get("/measures").text
    join(app, cast, member(app, cast, "nurse"))
    assert "Your treatment team can read the answers" in patient.get("/measures").text
