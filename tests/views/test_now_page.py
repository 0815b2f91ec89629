"""The page Now: takes words on a readied phone, shows none, and gives them back wherever it cannot keep them."""

from __future__ import annotations

import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.models import AppendedWords, ReadyPhone, Reflection
from tests.services.hands import stored
from tests.support.booking import ahead
from tests.support.cast import Cast
from tests.support.forms import press
from tests.support.traces import words_in_database
from tests.views.steps import SignedIn, post

TEXT = "heron canary by the door"


@pytest.fixture
def phone(app: Flask, cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """A phone that Maya readied and signed out on."""
    with app.app_context():
        ahead(cast, 1, "dosing")
    client = signed_in(cast.patient)
    answer = press(client, client.get("/account/now"), "Ready this phone")
    line = next(each for each in answer.headers.getlist("Set-Cookie") if "now=" in each.split(";")[0])
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in line.split(";")}
    assert ("Secure" in line) is line.startswith("__Host-interleaf-now=")
    post(client, "/sign-out")
    return client


def test_words_go_in_and_are_found_after_signing_in(
    app: Flask, cast: Cast, signed_in: SignedIn, phone: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = press(phone, phone.get("/now"), "Save", text=TEXT)
    assert (answer.status_code, answer.location) == (303, "/now")
    page = phone.get("/now")
    assert "Kept, sealed." in page.text
    assert TEXT not in page.text
    assert TEXT not in caplog.text
    assert "Maya" not in page.text
    desk = signed_in(cast.patient)
    before = desk.get("/account/now").text
    assert "Words that wait" in before
    assert TEXT not in before
    desk.get("/")
    with app.app_context():
        made = stored(Reflection)[0]["id"]
    found = desk.get(f"/reflections/{made}").text
    assert TEXT in found
    assert "Written on your phone without signing in" in found
    assert "Words that wait" not in desk.get("/account/now").text


@pytest.mark.parametrize("what", ["no cookie", "a foreign cookie", "removed"])
def test_where_it_cannot_be_kept_the_words_are_given_back(
    app: Flask, cast: Cast, signed_in: SignedIn, phone: FlaskClient, transport: str, what: str
) -> None:
    form = phone.get("/now")
    name = "interleaf_now" if transport == "http" else "__Host-interleaf-now"
    if what == "removed":
        desk = signed_in(cast.patient)
        press(desk, desk.get("/account/now"), "Remove")
    else:
        phone.delete_cookie(name)
        if what == "a foreign cookie":
            phone.set_cookie(name, "A" * 88, secure=transport == "https")
    answer = press(phone, form, "Save", text=TEXT)
    assert answer.status_code == 403
    assert TEXT in answer.text
    assert "Sign in" in answer.text
    assert not [word for word in ("Maya", "Lindqvist", "people.example") if word in answer.text]
    gone = phone.get("/now")
    assert (gone.status_code, TEXT in gone.text) == (200, False)
    assert "Nothing can be kept here just now" in gone.text
    with app.app_context():
        assert not stored(AppendedWords)


def test_a_bad_form_token_and_too_long_words_give_the_words_back(phone: FlaskClient) -> None:
    form = phone.get("/now")
    assert TEXT in phone.post("/now", data={"text": TEXT, "csrf_token": "x"}).text
    long = press(phone, form, "Save", text=TEXT + "x" * 10_000)
    assert (long.status_code, TEXT in long.text) == (400, True)
    empty = press(phone, form, "Save", text="  ")
    assert "no words here yet" in empty.text


def test_too_many_wrong_tries_wait_and_keep_the_words(client: FlaskClient, cast: Cast) -> None:
    answers = [post(client, "/now", text=TEXT, record_id="01a20a45-5762-7611-aa34-1963c1eb8219") for _ in range(7)]
    assert {answer.status_code for answer in answers} == {403, 429}
    assert all(TEXT in answer.text for answer in answers)


def test_a_patient_without_a_coming_session_is_told_so(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    assert "in the week before a session" in client.get("/account/now").text
    answer = post(client, "/account/now")
    assert answer.status_code == 409
    assert "No session is booked" in answer.text
    with app.app_context():
        assert not stored(ReadyPhone)


def test_it_is_a_still_page(phone: FlaskClient) -> None:
    page = phone.get("/now").text
    assert 'class="writing landing' in page
    assert '<nav class="nav"' not in page
    assert "Get help now" in page
    assert "Who can read this" not in page


def test_words_stand_nowhere_in_the_database(phone: FlaskClient, database: str) -> None:
    press(phone, phone.get("/now"), "Save", text=TEXT)
    assert not words_in_database(database, [TEXT])


@pytest.mark.parametrize("who", ["other_patient", "therapist"])
def test_somebody_else_who_is_signed_in_does_not_write_into_its_owners_journal(
    app: Flask, cast: Cast, signed_in: SignedIn, phone: FlaskClient, transport: str, who: str
) -> None:
    form, name = phone.get("/now"), "interleaf_now" if transport == "http" else "__Host-interleaf-now"
    cookie = phone.get_cookie(name)
    assert cookie is not None
    other = signed_in(getattr(cast, who))
    other.set_cookie(name, cookie.value, secure=transport == "https")
    assert "Nothing can be kept here just now" in other.get("/now").text
    fields = {each: re.search(f'name="{each}" value="([^"]+)"', form.text)[1] for each in ("record_id", "token")}  # type: ignore[index]
    answer = post(other, "/now", text=TEXT, **fields)
    assert (answer.status_code, TEXT in answer.text) == (403, True)
    with app.app_context():
        assert not stored(AppendedWords)
