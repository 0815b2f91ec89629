"""Help comes before the points, also where the answer that asks for it was kept on its own or could not be kept."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.models import SafetyFlag
from tests.services.hands import stored
from tests.support.forms import form_with, press
from tests.views.steps import JSON

NINE = {f"a-phq9_{number}": "0" for number in range(1, 10)}
ALL = "/measures/phq9/answer?go=on"


@pytest.fixture
def patient(patient: FlaskClient) -> FlaskClient:
    """Maya's browser, with all questions on one page."""
    press(patient, patient.get("/measures/phq9/answer"), "All on one page")
    return patient


def test_all_at_once_help_comes_before_the_points(patient: FlaskClient) -> None:
    answer = press(patient, patient.get(ALL), "Finish", **NINE | {"a-phq9_9": "2"})
    assert answer.location.startswith("/safety/")
    assert "then=%2Fmeasures%2Fanswered%2F" in answer.location
    assert patient.get(answer.location).status_code == 200


def test_an_answer_kept_as_the_page_was_left_leads_to_help_when_the_form_is_finished(patient: FlaskClient) -> None:
    form = form_with(patient.get(ALL), button="Finish")
    kept = patient.post(form.action, data={**form.fields, "step": "keep", "a-phq9_9": "1"}, headers=JSON)
    assert kept.get_json()["go"].startswith("/safety/")  # nobody follows it: the page is gone
    end = press(patient, patient.get(ALL), "Finish", **NINE | {"a-phq9_9": "1"})
    assert end.location.startswith("/safety/")
    assert "then=%2Fmeasures%2Fanswered%2F" in end.location


@pytest.mark.parametrize("other_tab", ["Finish", "Stop here, go on later"])
def test_an_answer_that_another_page_was_ahead_of_is_flagged_and_given_back_after_the_help(
    app: Flask, patient: FlaskClient, other_tab: str
) -> None:
    page = patient.get(ALL)
    assert press(patient, page, other_tab, **NINE).status_code == 303
    form = form_with(page, button="Finish")
    late = NINE | {"a-phq9_9": "2"}
    told = patient.post(form.action, data={**form.fields, **late, "step": "keep"}, headers=JSON)
    assert (told.status_code, told.get_json()["help"]) == (409, True)
    sent = {name: value for name, value in form.fields.items() if name != "step"}
    assert "Call 911" in patient.post(form.action, data=sent | late).text  # as the page sends itself after that
    shown = press(patient, page, "Finish", **late)
    assert (shown.status_code, "Call 911" in shown.text, "You said thoughts like this" in shown.text) == (
        409,
        True,
        True,
    )
    back = press(patient, shown, "Go on")
    assert (back.status_code, 'name="a-phq9_9" value="2" checked' in back.text) == (409, True)
    assert "What stands there now" in back.text or "finished already" in back.text
    assert press(patient, back, "Finish").location.startswith("/safety/")
    with app.app_context():
        assert len(stored(SafetyFlag)) == (1 if other_tab != "Finish" else 2)  # one for each response
