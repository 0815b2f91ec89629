"""Pages of a record before the person: opened, invited to, handed over, and taken up on Today."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from journal import clock
from journal.models import BeforeRecord
from journal.services.referrals import referrals
from journal.services.referrals.referrals import Sent
from journal.services.sessions import sessions
from tests.services.before_steps import SAID, TYPED, accept, arrived, handed, opened, written
from tests.services.referral_steps import ASKED
from tests.support.cast import Cast, Member, prove_second_factor
from tests.support.forms import press
from tests.views.routes import member
from tests.views.steps import SignedIn, scalar

FILLED = {"name": TYPED.name, "email": TYPED.email, "identifier": TYPED.identifier}


@pytest.fixture
def nurse(app: Flask, cast: Cast) -> Member:
    """A nurse new at the clinic."""
    return member(app, cast, "nurse")


@pytest.fixture
def ines(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The browser of a therapist."""
    return signed_in(cast.therapist)


def open_one(browser: FlaskClient) -> str:
    answer = press(browser, browser.get("/patients/new"), "Open the record", **FILLED)
    assert answer.status_code == 303
    return str(answer.location)


def test_a_record_is_opened_and_stands_under_not_here_yet(
    app: Flask, cast: Cast, nurse: Member, signed_in: SignedIn
) -> None:
    browser = signed_in(nurse)
    assert "as after a first call" in browser.get("/sessions").text
    address = open_one(browser)
    page = browser.get(address)
    for words in ("Lena Brandt", "Has no account yet", "Nothing is written in it yet", "Who keeps this record"):
        assert words in page.text
    assert "Lena Brandt" in browser.get("/sessions").text
    for other in (cast.therapist, cast.manager, cast.patient):
        assert signed_in(other).get(address).status_code == 404


def test_what_is_wrong_comes_back_with_its_words(ines: FlaskClient) -> None:
    page = press(ines, ines.get("/patients/new"), "Open the record", **{**FILLED, "identifier": ""})
    assert (page.status_code, "They need one" in page.text, TYPED.email in page.text) == (400, True, True)
    known = press(ines, page, "Open the record", **{**FILLED, "email": "maya@people.example"})
    assert (known.status_code, "known here already" in known.text, TYPED.name in known.text) == (409, True, True)
    assert press(ines, known, "Open the record", **FILLED).status_code == 303


def test_a_name_typed_into_a_page_that_was_left_open_is_given_back(cast: Cast, ines: FlaskClient) -> None:
    page = ines.get("/patients/new")
    with clock.at(clock.now() + timedelta(hours=1)):
        gone = press(ines, page, "Open the record", **FILLED)
        assert (gone.status_code, TYPED.name in gone.text) == (401, False)
        answer = press(ines, gone, "Sign in", email=cast.therapist.email, password=cast.therapist.password)
        back = prove_second_factor(ines, answer, cast.therapist)
        assert TYPED.name in back.text
        assert press(ines, back, "Open the record").status_code == 303


def test_a_link_is_made_and_the_keeper_is_asked_who_came(
    app: Flask, cast: Cast, ines: FlaskClient, signed_in: SignedIn
) -> None:
    address = open_one(ines)
    page = press(ines, ines.get(address), "Invite Lena Brandt")
    found = re.search(r"/invitations/([\w-]+)", page.text)
    assert found is not None
    assert "Invited, not here yet" in ines.get(address).text
    with app.app_context():
        lena = accept(found[1], scalar(app, select(BeforeRecord.patient_id)), cast.clinic_id)
    page = ines.get("/review")
    assert "Lena Brandt has an account since" in page.text
    page = ines.get(f"{address}/hand-over")
    assert "read you the words of their key" in page.text
    assert press(ines, page, "Hand the record over").status_code == 400  # nobody said that they had spoken
    assert press(ines, page, "Hand the record over", identity_checked="yes").status_code == 303
    assert "has an account since" not in ines.get("/review").text
    today = signed_in(lena).get("/").text
    for words in ("A record was kept for you before you came", "Dr. Ines Okafor, therapist", "Take it over"):
        assert words in today


def test_a_referral_that_is_not_theirs_yet_says_what_it_waits_for(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    with app.app_context():
        patient_id = opened(cast.therapist)
        referrals.note(cast.therapist.actor(), patient_id, ASKED, Sent(0))
        lena = arrived(cast.therapist, patient_id)
    browser = signed_in(lena)
    waiting, wrong = "once they have made sure that it is you", "Please tell the clinic."
    assert (waiting in browser.get("/referral").text, wrong in browser.get("/referral").text) == (True, False)
    with app.app_context():
        handed(cast.therapist, lena)
    assert waiting in browser.get("/referral").text
    press(browser, browser.get("/"), "This is not mine")
    assert waiting not in browser.get("/referral").text


def test_the_patient_takes_it_over_or_says_that_it_is_not_theirs(
    app: Flask, cast: Cast, ines: FlaskClient, signed_in: SignedIn
) -> None:
    with app.app_context():
        patient_id = opened(cast.therapist)
        written(cast.therapist, patient_id)
        lena = arrived(cast.therapist, patient_id)
        handed(cast.therapist, lena)
    browser = signed_in(lena)
    assert "1 entry about your treatment is in it" in browser.get("/").text
    assert press(browser, browser.get("/"), "This is not mine").status_code == 303
    assert "kept for you before" not in browser.get("/").text
    assert "says the record is not theirs" in ines.get("/review").text
    with app.app_context():
        handed(cast.therapist, lena)
    assert press(browser, browser.get("/"), "Take it over", let_in="yes").status_code == 303
    assert "It is under your own key now" in browser.get("/").text
    page = ines.get("/sessions").text
    assert "Lena Brandt" in page
    assert "Leave the team" in page


def test_a_colleague_is_let_in_and_leaves(
    app: Flask, cast: Cast, ines: FlaskClient, nurse: Member, signed_in: SignedIn
) -> None:
    address = open_one(ines)
    assert press(ines, ines.get(f"{address}/colleagues/{nurse.id}"), "Let Nurse Haddad in").status_code == 303
    browser = signed_in(nurse)
    page = browser.get(address)
    assert "Leave this record" in page.text
    assert "Let a colleague in" not in page.text
    assert browser.get(f"{address}/destroy").status_code == 404
    assert browser.get(f"{address}/hand-over").status_code == 404
    assert press(browser, page, "Leave this record").status_code == 303
    assert browser.get(address).status_code == 404


def test_it_is_destroyed_with_a_reason(app: Flask, ines: FlaskClient) -> None:
    address = open_one(ines)
    page = ines.get(f"{address}/destroy")
    assert "This cannot be undone" in page.text
    assert press(ines, page, "Destroy the record").status_code == 400
    assert press(ines, page, "Destroy the record", reason="not_coming").status_code == 303
    assert scalar(app, select(BeforeRecord.state)) == "destroyed"
    assert ines.get(address).status_code == 404
    assert "Lena" not in ines.get("/patients").text


def test_a_manager_sees_the_name_and_invites_and_is_warned_of_who_leaves(
    app: Flask, cast: Cast, ines: FlaskClient, signed_in: SignedIn
) -> None:
    open_one(ines)
    ruth = signed_in(cast.manager)
    assert "Expected" in ruth.get("/people").text
    assert "1 record waits on Dr. Ines Okafor" in ruth.get(f"/people/{cast.therapist.id}").text
    person = ruth.get(f"/people/{scalar(app, select(BeforeRecord.patient_id))}")
    assert "Expected, without an account" in person.text
    assert "/invitations/" in press(ruth, person, "Invite").text
    assert SAID not in person.text


def test_nothing_is_asked_on_a_dosing_day(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    with app.app_context():
        patient_id = opened(cast.therapist)
        lena = arrived(cast.therapist, patient_id)
        handed(cast.therapist, lena)
        sessions.check_in(cast.therapist.actor(), patient_id)
    assert "kept for you before" not in signed_in(lena).get("/").text
