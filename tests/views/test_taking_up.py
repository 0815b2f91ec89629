"""After a pause on the same device the password alone goes on, with the words and the end that were there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal import clock
from journal.services.audit import verification
from journal.services.sign_in import sign_ins
from journal.services.sign_in.idle import EndedBy
from journal.services.sign_in.passkeys import Answer
from tests.support.authenticator import Authenticator
from tests.support.cast import Cast
from tests.support.codes import code_at, forget_use
from tests.support.forms import press
from tests.views.pausing import PAUSE, asked_for_code, rows
from tests.views.steps import JSON, SignedIn, token_of


@pytest.fixture
def paused(app: Flask, cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The browser of Ines, who has a second factor, after it was left alone."""
    client = signed_in(cast.therapist)
    with clock.at(clock.now() + PAUSE):
        assert client.get("/review").location == "/sign-in?next=/review"
    return client


def test_the_password_alone_opens_the_same_page_until_the_twelve_hours_are_over(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    client, begun = signed_in(cast.therapist), clock.now()
    until = rows(app, cast.therapist)[-1]["expires_at"]
    for hours in (1, 5, 11.9):
        with clock.at(begun + timedelta(hours=hours)):
            assert not asked_for_code(client, cast.therapist)
            assert client.get("/review").status_code == 200
            assert rows(app, cast.therapist)[-1]["expires_at"] == until
    with clock.at(begun + timedelta(hours=12, seconds=1)):
        assert asked_for_code(client, cast.therapist)
    with app.app_context():
        assert list(verification.verify(cast.clinic_id)) == []


def test_a_passkey_without_prf_opens_no_paused_page_and_the_password_is_offered(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    client, device = signed_in(cast.therapist), Authenticator(f"{app.config['PREFERRED_URL_SCHEME']}://localhost")
    device.has_prf = False

    def passkey(part: str, use: Callable[[Any], Answer], **more: str) -> TestResponse:
        typed = {"csrf_token": token_of(client), **more}
        options = client.post(f"/passkeys/{part}/options", data=typed, headers=JSON).get_json()
        return client.post(f"/passkeys/{part}", data=typed | {"credential": use(options).credential}, headers=JSON)

    assert passkey("new", device.create, label="My phone").status_code == 303
    assert "a page that was left alone opens with the password" in client.get("/account/ways-in").text
    with clock.at(clock.now() + PAUSE):
        answer = passkey("sign-in", device.get)
        assert (answer.status_code, "Sign in with your password." in answer.get_json()["error"]) == (401, True)
        assert not asked_for_code(client, cast.therapist)


def test_a_swept_row_is_taken_up_too(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.therapist)
    with clock.at(clock.now() + PAUSE):
        with app.app_context():
            sign_ins.sweep()
        assert rows(app, cast.therapist)[-1]["ended_by"] == EndedBy.IDLE
        assert not asked_for_code(client, cast.therapist)


def test_it_is_taken_up_once(app: Flask, cast: Cast, paused: FlaskClient, transport: str) -> None:
    name = "interleaf_signin" if transport == "http" else "__Host-interleaf"
    cookie = paused.get_cookie(name)
    assert cookie is not None
    assert not asked_for_code(paused, cast.therapist)
    copied = app.test_client()
    copied.set_cookie(name, cookie.value, secure=transport == "https")
    assert asked_for_code(copied, cast.therapist)


def test_another_browser_is_asked(app: Flask, cast: Cast, paused: FlaskClient) -> None:
    assert asked_for_code(app.test_client(), cast.therapist)


def test_the_browser_of_somebody_else_is_asked(cast: Cast, paused: FlaskClient) -> None:
    assert asked_for_code(paused, cast.other_therapist)


def test_a_wrong_password_opens_nothing(cast: Cast, paused: FlaskClient) -> None:
    page = paused.get("/sign-in")
    answer = press(paused, page, "Sign in", email=cast.therapist.email, password="not hers at all")
    assert answer.status_code == 401
    assert not asked_for_code(paused, cast.therapist)


def test_the_code_after_a_pause_begins_twelve_hours_of_its_own(app: Flask, cast: Cast, paused: FlaskClient) -> None:
    other = app.test_client()
    with clock.at(clock.now() + timedelta(hours=2)):
        assert asked_for_code(other, cast.therapist)
        forget_use(app, cast.therapist.id)
        assert cast.therapist.totp_secret is not None
        press(other, other.get("/second-factor"), "Sign in", code=code_at(cast.therapist.totp_secret))
        newest = max(row["expires_at"] for row in rows(app, cast.therapist))
        assert newest > clock.now() + timedelta(hours=11, minutes=59)
