"""The pages of consents: asked on Today, answered, read again, taken back, exported; and the manager's texts."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.services.consents import consents
from journal.services.sessions import sessions
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import SignedIn, acts, post, share, write

PASSWORD = "copper kettle on a cold morning"
NOT_SHARED = "Nothing was shared"


@pytest.fixture
def manager(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    return signed_in(cast.manager)


def publish(manager: FlaskClient, kind: str = "privacy", **typed: str) -> None:
    page = manager.get(f"/consents/{kind}/edit")
    preview = press(manager, page, "See it as patients will", **({"body": "In **other** words."} | typed))
    assert press(manager, preview, "Publish version 2").status_code == 303


def test_a_new_version_is_asked_on_today_and_answered_there(patient: FlaskClient, manager: FlaskClient) -> None:
    assert "I agree" not in patient.get("/").text
    publish(manager)
    today = patient.get("/")
    assert "In <strong>other</strong> words." in today.text
    assert "New reflection" in today.text
    assert press(patient, today, "I agree").location == "/"
    after = patient.get("/").text
    assert "take it back on Account" in after
    assert "I agree" not in after


def test_not_now_leaves_it_for_the_account(patient: FlaskClient, manager: FlaskClient) -> None:
    publish(manager)
    press(patient, patient.get("/"), "Not now")
    assert "I agree" not in patient.get("/").text
    account = patient.get("/account").text
    assert "Changed since" in account
    assert "you agreed to version 1" in account
    page = patient.get("/consents/privacy")
    assert "this one you have not answered yet" in page.text
    press(patient, page, "I agree")
    assert "Changed since" not in patient.get("/account").text
    assert "In <strong>other</strong>" not in patient.get("/consents/privacy/versions/1").text


def test_withdrawing_says_what_it_means_and_stops_new_sharing(patient: FlaskClient) -> None:
    shared, private = share(patient, "shared before"), write(patient, "for me")
    confirm = patient.get("/consents/privacy/withdraw")
    assert "Sharing is not offered any more until you agree again" in confirm.text
    assert "stays shared until you make it private" in confirm.text
    assert press(patient, confirm, "Withdraw").location.startswith("/account")
    assert "Taken back" in patient.get("/account").text
    page = patient.get(f"/reflections/{private}")
    assert "Share with my therapist" not in page.text
    assert "/consents/privacy" in page.text
    assert NOT_SHARED in post(patient, f"/reflections/{private}/share").text
    refused = press(patient, patient.get("/reflections/new"), "Save", text="to share", audience="therapist")
    assert refused.status_code == 409
    assert NOT_SHARED in refused.text
    assert "to share" in refused.text
    assert '<span class="badge">Shared</span>' in patient.get(f"/reflections/{shared}").text


def test_taking_back_what_was_not_given_says_so(patient: FlaskClient) -> None:
    post(patient, "/consents/reading/withdraw")
    assert "There is nothing to withdraw" in patient.get("/consents/reading/withdraw").text


def test_an_answer_to_an_old_version_shows_the_new_one(patient: FlaskClient, manager: FlaskClient) -> None:
    publish(manager)
    answer = post(patient, "/consents/privacy", answer="agree", number="1")
    assert answer.status_code == 409
    assert "In <strong>other</strong> words." in answer.text
    assert "nothing was agreed to yet" in answer.text


@pytest.mark.parametrize(
    "fields", [{}, {"answer": "agree"}, {"answer": "yes", "number": "1"}, {"answer": "agree", "number": "-1"},
               {"answer": "agree", "number": "99999999999999999999"}, {"answer": "agree", "number": "one"}]
)  # fmt: skip
def test_an_answer_that_is_none_changes_nothing(
    app: Flask, cast: Cast, patient: FlaskClient, fields: dict[str, str]
) -> None:
    before = acts(app, cast.clinic_id)
    assert post(patient, "/consents/privacy", **fields).status_code == 400
    assert acts(app, cast.clinic_id) == before


def test_on_a_dosing_day_nothing_is_asked_and_an_answer_is_refused_softly(
    app: Flask, cast: Cast, patient: FlaskClient, manager: FlaskClient
) -> None:
    publish(manager)
    with app.app_context():
        sessions.check_in(cast.therapist.actor(), cast.patient.id)
    assert "I agree" not in patient.get("/").text
    page = patient.get("/consents/privacy").text
    assert "I agree" not in page
    assert "Today nothing here asks you to decide" in page
    answer = post(patient, "/consents/privacy", answer="agree", number="2")
    assert (answer.status_code, "Not today" in answer.text) == (409, True)


def test_the_export_is_a_file_with_a_neutral_name(patient: FlaskClient) -> None:
    file = patient.get("/consents/export")
    assert file.mimetype == "application/json"
    assert file.headers["Content-Disposition"] == 'attachment; filename="consents.json"'
    assert [each["kind"] for each in json.loads(file.text)["consents"]] == ["privacy", "reading"]


def test_publishing_shows_first_what_patients_will_see_and_how_many(app: Flask, manager: FlaskClient) -> None:
    page = manager.get("/consents/reading/edit")
    preview = press(manager, page, "See it as patients will", title="A title", body="Words <b>and</b> **more**\n\nTwo.")
    assert "<strong>2 patients</strong> will be asked" in preview.text
    assert "<strong>more</strong>" in preview.text
    assert "Version 2," not in manager.get("/consents").text
    assert press(manager, preview, "Publish version 2").location == "/consents"
    index = manager.get("/consents").text
    assert "Version 2," in index
    assert "/consents/reading/versions/1" in index
    assert "by Ruth Adeyemi" in index


def test_an_empty_text_is_given_back_with_a_sentence(manager: FlaskClient) -> None:
    answer = press(manager, manager.get("/consents/reading/edit"), "See it as patients will", title="  ", body="words")
    assert answer.status_code == 400
    assert "Give the text a title" in answer.text
    assert "words" in answer.text


def test_two_who_write_at_once_keep_their_words(manager: FlaskClient) -> None:
    preview = press(manager, manager.get("/consents/privacy/edit"), "See it as patients will", body="My own words.")
    publish(manager, body="Somebody else's words.")
    answer = press(manager, preview, "Publish version 2")
    assert answer.status_code == 400
    assert "Somebody published another version" in answer.text
    assert "My own words." in answer.text
    assert press(manager, answer, "See it as patients will").status_code == 200


def test_the_account_of_staff_has_no_consents(manager: FlaskClient, app: Flask, cast: Cast) -> None:
    assert "What you agreed to" not in manager.get("/account").text
    with app.app_context():
        assert consents.allow_sharing(cast.patient.id, cast.clinic_id)
