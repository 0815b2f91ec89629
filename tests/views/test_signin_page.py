"""Signing in and out: nothing tells which e-mail is known, cookies are strict, and what has ended stays ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from journal import clock
from journal.models import SignIn
from tests.support.cast import Cast
from tests.support.cast import sign_in as sign_in_through_the_form
from tests.support.forms import press
from tests.views.steps import JSON, SignedIn, acts, post, scalar, token_of, write

WRONG = "This email and password do not belong together."


def cookie_name(transport: str) -> str:
    return "interleaf_signin" if transport == "http" else "__Host-interleaf"


@pytest.mark.parametrize("email", ["maya@people.example", "nobody@people.example", "MAYA@people.example", "x"])
def test_a_wrong_password_and_an_unknown_email_are_answered_alike(
    app: Flask, client: FlaskClient, cast: Cast, email: str
) -> None:
    before = acts(app, cast.clinic_id)
    answer = press(client, client.get("/sign-in"), "Sign in", email=email, password="not this one at all")
    assert answer.status_code == 401
    assert WRONG in answer.text
    assert "Set-Cookie" not in answer.headers
    other = press(client, client.get("/sign-in"), "Sign in", email="another@people.example", password="nor this one")
    assert sorted(other.headers.keys()) == sorted(answer.headers.keys())
    assert acts(app, cast.clinic_id) == before


@pytest.mark.parametrize("how", ["upper", "strip"])
def test_an_email_is_found_however_it_is_typed(client: FlaskClient, cast: Cast, how: str) -> None:
    email = cast.patient.email.upper() if how == "upper" else f"  {cast.patient.email} "
    answer = post(client, "/sign-in", email=email, password=cast.patient.password)
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "typed",
    [{}, {"email": "maya@people.example"}, {"password": "x"}, {"email": "x\x00", "password": "\x00"},
     {"email": "x" * 300, "password": "y" * 2000}],
    ids=["nothing", "no password", "no email", "NUL", "too long"],
)  # fmt: skip
def test_bad_input_is_asked_again(client: FlaskClient, cast: Cast, typed: dict[str, str]) -> None:
    answer = post(client, "/sign-in", **typed)
    assert answer.status_code in (200, 401)
    assert "<h1>Sign in</h1>" in answer.text
    assert "y" * 2000 not in answer.text


def test_a_script_is_answered_in_json(client: FlaskClient, cast: Cast) -> None:
    fields = {"csrf_token": token_of(client), "email": cast.patient.email}
    wrong = client.post("/sign-in", data=fields | {"password": "not this one at all"}, headers=JSON)
    assert (wrong.status_code, WRONG in wrong.get_json()["error"]) == (401, True)
    assert client.post("/sign-in", data=fields, headers=JSON).status_code == 400
    right = client.post("/sign-in", data=fields | {"password": cast.patient.password}, headers=JSON)
    assert right.get_json() == {"signed_in": True}
    assert client.get("/form-token").get_json()["signed_in"] is True


@pytest.mark.all_transports
def test_the_cookie_is_strict(client: FlaskClient, cast: Cast, transport: str) -> None:
    answer = sign_in_through_the_form(client, cast.patient)
    [cookie] = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{cookie_name(transport)}=")]
    attributes = {each.strip() for each in cookie.split(";")[1:]}
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= attributes
    assert ("Secure" in attributes) is (transport == "https")
    assert not [each for each in attributes if each.startswith(("Expires", "Max-Age", "Domain"))]


def test_nothing_is_written_before_sign_in(app: Flask, client: FlaskClient, cast: Cast) -> None:
    before = acts(app, cast.clinic_id)
    for path in ("/", "/sign-in", "/help", "/recover", "/invitations/x", "/review", "/form-token"):
        client.get(path)
    press(client, client.get("/sign-in"), "Sign in", email="nobody@people.example", password="x")
    assert scalar(app, select(func.count()).select_from(SignIn)) == 0
    assert acts(app, cast.clinic_id) == before


def test_a_cookie_of_before_is_dead_after_signing_out(
    app: Flask, cast: Cast, signed_in: SignedIn, transport: str
) -> None:
    client = signed_in(cast.patient)
    stolen = client.get_cookie(cookie_name(transport))
    assert stolen is not None
    answer = press(client, client.get("/account"), "Sign out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert client.get_cookie(cookie_name(transport)) is None
    assert "You are signed out." in client.get("/sign-in").text
    thief = app.test_client()
    thief.set_cookie(cookie_name(transport), stolen.value, secure=transport == "https")
    assert thief.get("/account").location == "/sign-in?next=/account"
    assert scalar(app, select(SignIn.key_sealed)) is None


@pytest.mark.parametrize("value", ["", "x", "é", "A" * 88, "A" * 4000, "=" * 88])
@pytest.mark.one_engine("a cookie that opens nothing is nobody's")
def test_a_cookie_that_nobody_was_given_opens_nothing(client: FlaskClient, value: str) -> None:
    client.set_cookie("interleaf_signin", value)
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize(("part", "minutes", "is_in"), [
    ("patient", 29, True), ("patient", 31, False), ("therapist", 14, True), ("therapist", 16, False),
])  # fmt: skip
def test_a_sign_in_ends_when_nobody_is_there(
    cast: Cast,
    signed_in: SignedIn,
    part: str,
    minutes: int,
    is_in: bool,
) -> None:
    client = signed_in(getattr(cast, part))
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        for _ in range(2):
            assert (client.get("/account").status_code == 200) is is_in


def test_a_sign_in_ends_after_twelve_hours_however_busy(cast: Cast, signed_in: SignedIn) -> None:
    client, begun = signed_in(cast.patient), clock.now()
    for minutes in range(20, 12 * 60, 20):
        with clock.at(begun + timedelta(minutes=minutes)):
            assert client.get("/account").status_code == 200
    with clock.at(begun + timedelta(hours=12, minutes=1)):
        assert client.get("/account").status_code == 302


def test_a_new_sign_in_has_a_new_cookie_and_ends_the_old_one(
    app: Flask, client: FlaskClient, cast: Cast, transport: str
) -> None:
    client.set_cookie(cookie_name(transport), "A" * 88, secure=transport == "https")
    sign_in_through_the_form(client, cast.patient)
    first = client.get_cookie(cookie_name(transport))
    assert first is not None
    assert first.value != "A" * 88
    post(client, "/sign-in", email=cast.other_patient.email, password=cast.other_patient.password)
    old = app.test_client()
    old.set_cookie(cookie_name(transport), first.value, secure=transport == "https")
    assert old.get("/account").status_code == 302
    assert cast.other_patient.email in client.get("/account").text


def test_two_devices_do_not_end_each_other(cast: Cast, signed_in: SignedIn) -> None:
    phone, desk = signed_in(cast.patient), signed_in(cast.patient)
    press(phone, phone.get("/account"), "Sign out")
    assert desk.get("/account").status_code == 200
    assert write(desk, "still writing")
