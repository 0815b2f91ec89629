"""Pages of measures: answered one by one or all at once, help before any score, asked for and entered by the clinic."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal import clock
from journal.services.sessions import sessions
from tests.support.cast import Cast, Member, sign_in
from tests.support.forms import form_with, press
from tests.views.steps import JSON
from tests.views.test_words_given_back import come_back

NINE = {f"a-phq9_{number}": "0" for number in range(1, 10)}


@pytest.fixture
def theirs(cast: Cast) -> str:
    """Where the treatment team finds the patient's measures."""
    return f"/patients/{cast.patient.id}/measures"


def on(client: FlaskClient, answer: TestResponse) -> TestResponse:
    assert answer.status_code == 303, answer.text
    return client.get(answer.location)


def test_one_question_after_another_is_answered_and_the_points_come_last(patient: FlaskClient) -> None:
    page = patient.get("/measures/phq2/answer")
    for words in ("1 of 2", "Little interest or pleasure in doing things</h1>", "Over the last 2 weeks", "Spitzer"):
        assert words in page.text
    page = on(patient, press(patient, page, "Next", **{"a-phq2_1": "1"}))
    assert "2 of 2" in page.text
    page = on(patient, press(patient, page, "Back"))
    assert 'value="1" checked' in page.text
    page = on(patient, press(patient, page, "Next", **{"a-phq2_1": "0"}))
    page = on(patient, press(patient, page, "Finish", **{"a-phq2_2": "1"}))
    assert "<strong>1</strong> point " in page.text
    assert "longer form" not in page.text
    assert ", 1 point<" in patient.get("/measures").text


def test_a_question_can_be_left_open_and_then_nothing_is_added_up(patient: FlaskClient) -> None:
    page = press(patient, patient.get("/measures/phq2/answer"), "Next")
    assert (page.status_code, "Choose the answer that fits best" in page.text) == (400, True)
    page = on(patient, press(patient, page, "Leave it open"))
    page = press(patient, page, "Finish", **{"a-phq2_2": "3"})
    page = on(patient, page)
    assert "One question is open" in page.text
    page = on(patient, press(patient, page, "Finish"))
    assert "Nothing is added up, because one question is open" in page.text


def test_all_on_one_page_is_kept_as_a_choice_and_answers_as_they_are_chosen(patient: FlaskClient) -> None:
    page = on(patient, press(patient, patient.get("/measures/gad2/answer"), "All on one page", **{"a-gad2_1": "2"}))
    assert page.text.count("<fieldset") == 2
    assert "Saved</p>" in page.text
    form = form_with(page, button="Finish")
    kept = patient.post(form.action, data={**form.fields, "a-gad2_1": "3"}, headers=JSON)
    assert (kept.status_code, kept.get_json()["go"]) == (200, "")
    again = on(patient, press(patient, patient.get("/measures/gad2/answer"), "Finish", **{"a-gad2_1": "3"}))
    assert "Question 2 is still open" in again.text
    assert 'value="as_it_is"' in again.text
    page = on(patient, press(patient, again, "One question at a time"))
    assert "2 of 2" in page.text or "1 of 2" in page.text


def test_an_answer_to_item_nine_leads_to_help_before_anything_else(patient: FlaskClient) -> None:
    page = patient.get("/measures/phq9/answer?at=9&go=on")
    answer = press(patient, page, "Next", **{"a-phq9_9": "1"})
    assert answer.location.startswith("/safety/")
    assert "then=%2Fmeasures%2Fphq9%2Fanswer" in answer.location
    shown = patient.get(answer.location)
    assert (shown.status_code, "/measures/phq9/answer?go=on&amp;at=10" in shown.text) == (200, True)
    lower = press(patient, patient.get("/measures/phq9/answer?at=9&go=on"), "Next", **{"a-phq9_9": "0"})
    assert lower.location.startswith("/measures/phq9")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"a-phq2_1": "7"}, "not among those that can be chosen"),
        ({"a-phq2_1": "one"}, "not among those that can be chosen"),
        ({"a-phq2_9": "1"}, "no question of this measure"),
        ({"made_up": "1"}, "no question of this measure"),
        ({"a-phq2_1": ["1", "2"]}, "answered twice at once"),
    ],
)
def test_fields_that_cannot_be_are_refused_in_words(
    patient: FlaskClient, fields: dict[str, str | list[str]], why: str
) -> None:
    form = form_with(patient.get("/measures/phq2/answer"), button="Next")
    answer = patient.post(form.action, data={**form.fields, "step": "next", **fields})
    assert (answer.status_code, why in answer.text) == (400, True)
    assert "Nothing waits" in patient.get("/measures").text


def test_of_two_tabs_the_later_one_sees_what_stands_there(patient: FlaskClient) -> None:
    one, other = patient.get("/measures/phq2/answer"), patient.get("/measures/phq2/answer")
    press(patient, one, "Next", **{"a-phq2_1": "1"})
    conflict = press(patient, other, "Next", **{"a-phq2_1": "3"})
    assert conflict.status_code == 409
    assert "What stands there now: Several days" in conflict.text
    assert 'value="3" checked' in conflict.text
    page = on(patient, press(patient, conflict, "Next"))
    assert 'value="3" checked' in on(patient, press(patient, page, "Back")).text


def test_answers_outlive_a_sign_in(patient: FlaskClient, cast: Cast) -> None:
    open_page = patient.get("/measures/phq2/answer")
    with clock.at(clock.now() + timedelta(hours=1)):
        page = press(patient, open_page, "Next", **{"a-phq2_1": "2"})
        assert page.status_code == 401
        back = come_back(patient, page, cast.patient)
        assert 'value="2" checked' in back.text
        assert press(patient, back, "Next").status_code == 303


def test_a_form_that_was_left_for_weeks_says_so_where_it_goes_on(patient: FlaskClient, cast: Cast) -> None:
    press(patient, patient.get("/measures/phq2/answer"), "Next", **{"a-phq2_1": "2"})
    with clock.at(clock.now() + timedelta(days=15)):
        sign_in(patient, cast.patient)
        page = patient.get("/measures/phq2/answer")
        assert "2 of 2" in page.text
        assert page.text.index("You began this") < page.text.index("Feeling down")
        assert "You began this" not in patient.get("/measures/phq2/answer?at=2").text


def test_what_a_measure_names_is_said_before_it_opens(patient: FlaskClient) -> None:
    page = patient.get("/measures/pcptsd5/answer")
    assert "Before it opens" in page.text
    assert 'name="a-' not in page.text
    assert ">Skip</a>" in page.text
    assert "1 of 6" in patient.get("/measures/pcptsd5/answer?go=on").text


def test_points_can_be_turned_off_and_on(patient: FlaskClient) -> None:
    on(patient, press(patient, patient.get("/measures"), "Do not show me my points"))
    page = on(patient, press(patient, patient.get("/measures/phq2/answer"), "Next", **{"a-phq2_1": "1"}))
    page = on(patient, press(patient, page, "Finish", **{"a-phq2_2": "1"}))
    assert "point" not in page.text.split("<main")[1].split("</main")[0]
    assert "points<" not in patient.get("/measures").text.split("My points")[0]
    assert press(patient, patient.get("/measures"), "Show me my points").status_code == 303


def test_the_team_asks_and_the_patient_finds_it(patient: FlaskClient, sam: FlaskClient, theirs: str) -> None:
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    page = press(sam, sam.get(theirs), "Ask for it", measure="phq2", due_on="", words="A word of mine")
    assert (page.status_code, "A word of mine" in page.text) == (400, True)
    assert "The patient finds it" in on(sam, press(sam, page, "Ask for it", due_on=day)).text
    home = patient.get("/").text
    assert "Two short questions, when you like" in home
    waiting = patient.get("/measures").text
    assert "A word of mine" in waiting
    assert 0 < waiting.find('/phq2/answer" aria-describedby="w-1">Answer</a>') < waiting.index("Not this time")
    assert "not asked for it again" in on(patient, press(patient, patient.get("/measures"), "Not this time")).text
    assert "Two short questions" not in patient.get("/").text


def test_a_form_on_paper_is_entered_and_taken_back(patient: FlaskClient, sam: FlaskClient, theirs: str) -> None:
    page = sam.get(f"{theirs}/phq9/paper")
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    refused = press(sam, page, "Enter", taken_on=tomorrow, **NINE)
    assert (refused.status_code, "not after today" in refused.text, refused.text.count(" checked>")) == (400, True, 9)
    yesterday = (clock.now() - timedelta(days=2)).date().isoformat()
    shown = on(sam, press(sam, refused, "Enter", taken_on=yesterday, **{"a-phq9_9": "1"}))
    assert "opens a safety flag" in shown.text
    assert "on paper, entered by Nurse" in shown.text
    remove = next(each for each in shown.text.split('"') if each.endswith("/remove"))
    assert "What it said is destroyed" in on(sam, press(sam, sam.get(remove), "Remove this entry")).text
    assert "Nothing was answered so far" in sam.get(theirs).text
    assert patient.get(theirs).status_code == 404


def test_on_a_day_of_rest_no_points_are_shown(patient: FlaskClient, nurse: Member, app: Flask, cast: Cast) -> None:
    with app.app_context():
        sessions.check_in(nurse.actor(), cast.patient.id)
    page = on(patient, press(patient, patient.get("/measures/phq2/answer"), "Next", **{"a-phq2_1": "3"}))
    page = on(patient, press(patient, page, "Finish", **{"a-phq2_2": "3"}))
    assert "Nothing is counted up on a day of rest" in page.text
    assert "longer form" not in page.text
