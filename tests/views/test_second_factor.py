"""The second step of a sign-in: what waits for it opens nothing, and words typed before it arrive behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.test import TestResponse

from journal import clock
from journal.models import Totp
from tests.support.cast import Cast, Member, prove_second_factor
from tests.support.codes import code_at, forget_use
from tests.support.forms import form_with, press
from tests.views.routes import PRIVATE
from tests.views.steps import JSON, SignedIn, acts, change, post, share, show, token_of
from tests.views.things import path_to_nothing

NOT_AS_IT_WAS = "Your second factor is not as it was"


def cookie_of(client: FlaskClient, transport: str) -> str:
    found = client.get_cookie("interleaf_signin" if transport == "http" else "__Host-interleaf")
    assert found is not None
    return found.value


def half_way(client: FlaskClient, member: Member) -> TestResponse:
    """Proves the password only, and gives the page that asks for the code."""
    forget_use(client.application, member.id)
    answer = press(client, client.get("/sign-in"), "Sign in", email=member.email, password=member.password)
    assert (answer.status_code, answer.location) == (303, "/second-factor")
    return client.get("/second-factor")


def code_of(member: Member) -> str:
    assert member.totp_secret is not None
    return code_at(member.totp_secret)


def test_the_code_is_asked_for_after_the_password(client: FlaskClient, cast: Cast) -> None:
    page = half_way(client, cast.therapist)
    assert "Authentication code" in page.text
    assert "Sign out" not in page.text
    answer = press(client, page, "Sign in", code=code_of(cast.therapist))
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/review").status_code == 200


@pytest.mark.parametrize("code", ["000000", "", "x" * 21, "\x00"])
def test_a_wrong_code_is_said_and_asked_again(client: FlaskClient, cast: Cast, code: str) -> None:
    page = half_way(client, cast.therapist)
    answer = press(client, page, "Sign in", code=code)
    assert answer.status_code in (200, 401)
    assert client.get("/review").status_code == 302
    assert press(client, answer, "Sign in", code=code_of(cast.therapist)).status_code == 302


@pytest.mark.one_engine("whoever is half way is a stranger before the database is asked")
def test_a_sign_in_half_way_opens_no_page(client: FlaskClient, cast: Cast) -> None:
    half_way(client, cast.therapist)
    for key in PRIVATE:
        method, path = key.split(maxsplit=1)[0], path_to_nothing(key)
        data = {"csrf_token": token_of(client), **PRIVATE[key].fields} if method == "POST" else None
        answer = client.open(path, method=method, data=data)
        assert answer.status_code in (302, 401), key
        assert (answer.location or "/sign-in").startswith("/sign-in"), key
    for path in ("/help", "/second-factor", "/form-token"):
        assert client.get(path).status_code == 200


def test_five_minutes_later_the_password_is_asked_again(client: FlaskClient, cast: Cast) -> None:
    page = half_way(client, cast.therapist)
    with clock.at(clock.now() + timedelta(minutes=5, seconds=1)):
        answer = press(client, page, "Sign in", code=code_of(cast.therapist))
        assert (answer.status_code, answer.location) == (303, "/sign-in")
        assert client.get("/review").status_code == 302


def test_each_step_has_a_cookie_of_its_own(app: Flask, client: FlaskClient, cast: Cast, transport: str) -> None:
    page = half_way(client, cast.therapist)
    pending = cookie_of(client, transport)
    press(client, page, "Sign in", code=code_of(cast.therapist))
    assert cookie_of(client, transport) != pending
    thief = app.test_client()
    name = "interleaf_signin" if transport == "http" else "__Host-interleaf"
    thief.set_cookie(name, pending, secure=transport == "https")
    assert thief.get("/review").status_code == 302
    assert thief.get("/second-factor").location == "/sign-in"


def test_starting_again_ends_the_step(client: FlaskClient, cast: Cast) -> None:
    page = half_way(client, cast.therapist)
    assert press(client, page, "Start again").location == "/sign-in"
    assert client.get("/second-factor").location == "/sign-in"


def test_nobody_is_asked_who_has_not_proved_a_password(client: FlaskClient, cast: Cast, signed_in: SignedIn) -> None:
    for method in (client.get, lambda path: post(client, path, code="000000")):
        assert method("/second-factor").location == "/sign-in"
    assert client.get("/second-factor?next=/review").location == "/sign-in?next=/review"
    assert signed_in(cast.therapist).get("/second-factor").location == "/"


def test_the_page_one_was_on_is_found_again(client: FlaskClient, cast: Cast) -> None:
    page = client.get("/sign-in?next=/patients")
    answer = press(client, page, "Sign in", email=cast.therapist.email, password=cast.therapist.password)
    assert answer.location == "/second-factor?next=/patients"
    assert prove_second_factor(client, answer, cast.therapist).location == "/patients"


def test_a_script_signs_in_in_two_steps(client: FlaskClient, cast: Cast) -> None:
    forget_use(client.application, cast.therapist.id)
    fields = {"email": cast.therapist.email, "password": cast.therapist.password}
    first = client.post("/sign-in", data={"csrf_token": token_of(client), **fields}, headers=JSON)
    assert first.get_json() == {"signed_in": False, "code_wanted": True}
    assert client.get("/form-token").get_json()["signed_in"] is False
    wrong = client.post("/second-factor", data={"csrf_token": token_of(client), "code": "000000"}, headers=JSON)
    assert (wrong.status_code, "does not fit" in wrong.get_json()["error"]) == (401, True)
    typed = {"csrf_token": token_of(client), "code": code_of(cast.therapist)}
    assert client.post("/second-factor", data=typed, headers=JSON).get_json() == {"signed_in": True}
    stranger = client.application.test_client()
    again = stranger.post("/second-factor", data={"csrf_token": token_of(stranger)}, headers=JSON)
    assert (again.status_code, again.get_json()) == (401, {"reason": "signed_out"})


def test_words_wait_through_wrong_codes_and_a_step_that_took_too_long(cast: Cast, signed_in: SignedIn) -> None:
    reflection_id = share(signed_in(cast.patient), "some shared words")
    client = signed_in(cast.therapist)
    page, words = client.get(f"/review/{reflection_id}"), "typed for an hour"
    with clock.at(clock.now() + timedelta(hours=13)):
        expired = press(client, page, "Save note", note=words, visibility="now")
        asked = press(client, expired, "Sign in", email=cast.therapist.email, password=cast.therapist.password)
        wrong = press(client, asked, "Sign in", code="000000")
        assert "Your words are safe" in wrong.text
    with clock.at(clock.now() + timedelta(hours=13, minutes=6)):
        late = press(client, wrong, "Sign in", code=code_of(cast.therapist))
        assert late.status_code == 401
        assert "Please sign in once more." in late.text
        again = press(client, late, "Sign in", email=cast.therapist.email, password=cast.therapist.password)
        back = prove_second_factor(client, again, cast.therapist)
        assert form_with(back, button="Save note").fields["note"] == words
        assert show(client, press(client, back, "Save note")).status_code == 303


@pytest.mark.parametrize("when", ["before the password", "before the code"])
def test_a_factor_that_was_taken_out_of_the_database_is_said(
    app: Flask, client: FlaskClient, cast: Cast, when: str
) -> None:
    page = half_way(client, cast.therapist) if when == "before the code" else client.get("/sign-in")
    change(app, delete(Totp).where(Totp.person_id == cast.therapist.id))
    before = acts(app, cast.clinic_id)
    if when == "before the code":
        answer = client.get("/second-factor")
        assert "Authentication code" not in answer.text
        answer = post(client, "/second-factor", code=code_of(cast.therapist))
        assert answer.status_code in (401, 403)
    else:
        fields = {"email": cast.therapist.email, "password": cast.therapist.password}
        answer = press(client, page, "Sign in", **fields)
        assert (answer.status_code, NOT_AS_IT_WAS in answer.text) == (403, True)
        assert acts(app, cast.clinic_id) == before + 1
    assert client.get("/review").status_code == 302


def test_a_kit_does_not_skip_the_second_factor(client: FlaskClient, cast: Cast) -> None:
    typed = {"password": "nine slow boats before dawn", "password_again": "nine slow boats before dawn"}
    page = client.get("/recover")
    fields = {"email": cast.therapist.email, "code": cast.therapist.kit_code, **typed}
    answer = press(client, page, "Set the new password", **fields)
    assert client.get("/review").status_code == 302
    asked = client.get(answer.location)
    assert "Authentication code" in asked.text
    forget_use(client.application, cast.therapist.id)
    press(client, asked, "Sign in", code=code_of(cast.therapist))
    assert client.get("/review").status_code == 200
