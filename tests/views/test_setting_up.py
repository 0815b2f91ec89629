"""Who works at the clinic sets up a second factor before anything else opens."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.services.people import invitations
from journal.views import SETTING_UP
from tests.support.cast import Cast, sign_in
from tests.support.codes import code_at, secret_in
from tests.support.forms import form_with, press
from tests.views.routes import PRIVATE
from tests.views.steps import token_of
from tests.views.things import path_to_nothing

PASSWORD = "copper kettle on a cold morning"
PAGE = "/account/authenticator"


@pytest.fixture
def enrolling(app: Flask, client: FlaskClient, cast: Cast) -> FlaskClient:
    """A new therapist who has accepted, put the kit away, and has no second factor yet."""
    with app.app_context():
        invited = invitations.invite(
            cast.clinic_id, role="therapist", name="Noor Haddad", email="noor@people.example", identifier="Staff 09"
        )
    link = client.get(f"/invitations/{invited.token}")
    kit = press(client, link, "Accept invitation", password=PASSWORD, password_again=PASSWORD)
    answer = press(client, kit, "Continue", stored="yes")
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/").location == PAGE
    return client


def test_a_first_code_opens_the_work(enrolling: FlaskClient) -> None:
    page = enrolling.get(PAGE)
    assert page.text.count(">Sign out</button>") == 1
    assert "<svg" in page.text
    secret = secret_in(page.text)
    wrong = press(enrolling, page, "Turn on", code="000000")
    assert (wrong.status_code, secret_in(wrong.text)) == (401, secret)
    answer = press(enrolling, wrong, "Turn on", code=code_at(secret))
    assert (answer.status_code, answer.location) == (303, "/")
    assert enrolling.get("/review").status_code == 200
    assert secret not in enrolling.get("/account/ways-in").text


def endpoint_of(client: FlaskClient, method: str, path: str) -> str:
    return str(client.application.url_map.bind("localhost").match(path, method=method)[0])


@pytest.mark.one_engine("nothing is asked of the database about what is not opened")
def test_nothing_else_opens_before(enrolling: FlaskClient) -> None:
    for key in PRIVATE:
        method, path = key.split(maxsplit=1)[0], path_to_nothing(key)
        if endpoint_of(enrolling, method, path) in SETTING_UP:
            continue
        data = {"csrf_token": token_of(enrolling), **PRIVATE[key].fields} if method == "POST" else None
        answer = enrolling.open(path, method=method, data=data)
        if path.endswith("/draft"):
            assert (answer.status_code, answer.get_json()) == (403, {"reason": "second_factor"})
        else:
            assert (answer.status_code, answer.location) == (303, PAGE), key


def test_signing_in_again_leads_to_the_same_page(app: Flask, enrolling: FlaskClient) -> None:
    client = app.test_client()
    answer = press(client, client.get("/sign-in"), "Sign in", email="noor@people.example", password=PASSWORD)
    assert client.get(answer.location).location == PAGE


def test_the_seed_of_another_person_is_not_taken(enrolling: FlaskClient, app: Flask, cast: Cast) -> None:
    other = app.test_client()
    sign_in(other, cast.patient)
    theirs = form_with(other.get(PAGE), button="Turn on").fields["seed"]
    secret = secret_in(press(other, other.get(PAGE), "Turn on", seed=theirs, code="000000").text)
    answer = press(enrolling, enrolling.get(PAGE), "Turn on", seed=theirs, code=code_at(secret))
    assert answer.status_code == 401
    assert enrolling.get("/review").location == PAGE
