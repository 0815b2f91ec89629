"""Sharing all that was before asks for a fresh proof, goes back to the question, and is for the key it showed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from journal.models import Cover, RecoveryGrant, RingGrant, SignIn
from journal.services.care import care, cover_naming, cover_rows
from journal.services.people import people
from journal.services.recovery import recovery_keys, returns
from tests.services.hands import stored, write
from tests.services.recovering import NEW, start_again
from tests.support.cast import Cast
from tests.support.forms import form_with, press
from tests.views.steps import SignedIn, change


@pytest.fixture
def patient(app: Flask, cast: Cast, signed_in: SignedIn) -> FlaskClient:
    with app.app_context():
        write(cast.patient.actor(), "history", shared=True)
    return signed_in(cast.patient)


def ask_of_cover(app: Flask, cast: Cast) -> None:
    with app.app_context():
        today = cover_rows.today(cast.clinic_id)
        cover_naming.name(cast.therapist.actor(), cast.other_therapist.id, today, today + timedelta(days=2))


def pressed(client: FlaskClient, path: str, button: str, **other: str) -> str:
    """Presses a button as a browser does that says which page it was on; gives where that leads."""
    form = form_with(client.get(path), button=button)
    (sent,) = [{name: value} if name else {} for name, value, words in form.buttons if words == button]
    headers = {"Referer": f"http://localhost{path}"}
    answer = client.post(form.action, data={**form.fields, **sent, **other}, headers=headers)
    return str(answer.location or answer.status_code)


def prove(app: Flask, client: FlaskClient, password: str, there: str) -> None:
    page = client.get(there)
    assert press(client, page, "Continue", password=password).location == "/"


def test_cover_is_granted_only_after_a_fresh_proof(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    ask_of_cover(app, cast)
    change(app, update(SignIn).values(proved_at=None))
    there = pressed(patient, "/", "Yes, on these days")
    assert there == "/step-up?next=/"
    with app.app_context():
        assert stored(Cover)[0]["state"] == cover_rows.ASKED
    prove(app, patient, cast.patient.password, there)
    assert pressed(patient, "/", "Yes, on these days", fingerprint="0" * 64) == "409"
    assert pressed(patient, "/", "Yes, on these days") == "/"
    with app.app_context():
        assert stored(Cover)[0]["state"] == cover_rows.GRANTED


def test_the_recovery_key_is_granted_only_after_a_fresh_proof(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    with app.app_context():
        recovery_keys.create(cast.clinic_id)
    change(app, update(SignIn).values(proved_at=None))
    there = pressed(patient, "/", "Accept")
    assert there == "/step-up?next=/"
    with app.app_context():
        assert stored(RecoveryGrant) == []
    prove(app, patient, cast.patient.password, there)
    assert pressed(patient, "/", "Accept", fingerprint="0" * 64) == "409"
    assert pressed(patient, "/", "Accept") == "/account"
    with app.app_context():
        assert stored(RecoveryGrant)


def test_a_no_asks_for_no_proof(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    ask_of_cover(app, cast)
    change(app, update(SignIn).values(proved_at=None))
    assert pressed(patient, "/", "Not now") == "/"
    with app.app_context():
        recovery_keys.create(cast.clinic_id)
    assert pressed(patient, "/", "Decline") == "/account"


def test_what_is_given_back_is_taken_only_after_a_fresh_proof(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    with app.app_context():
        words = people.public_keys(people.current_key(start_again(cast, cast.patient).id)[1]).in_words()
        returns.give_back(cast.therapist.actor(), cast.patient.id, words)
    client = app.test_client()
    press(client, client.get("/sign-in"), "Sign in", email=cast.patient.email, password=NEW)
    change(app, update(SignIn).values(proved_at=None))
    there = pressed(client, "/", "Take it back")
    assert there == "/step-up?next=/"
    given = RingGrant.recipient_id == cast.patient.id
    with app.app_context():
        assert stored(RingGrant, given)
    prove(app, client, NEW, there)
    assert pressed(client, "/", "Take it back") == "/"
    with app.app_context():
        assert stored(RingGrant, given) == []


def test_a_request_on_the_page_answers_for_the_key_it_showed(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    with app.app_context():
        care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    for button in ("Share from now on", "Share what I shared before too"):
        assert pressed(patient, "/", button, fingerprint="0" * 64) == "409"
    page = patient.get("/")
    with app.app_context():
        start_again(cast, cast.other_therapist)
    answer = press(patient, page, "Share from now on")
    assert answer.status_code == 409
    assert "nothing was shared" in answer.text
    assert press(patient, patient.get("/"), "Share from now on").status_code == 303
