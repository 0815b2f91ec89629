"""Wrong passwords are slowed for who types them, and for nobody else; the page says how long and keeps the e-mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal import clock
from journal.config import Settings
from journal.crypto.errors import Busy
from journal.models import Device, Throttle
from journal.services.people import accounts
from tests.services.hands import stored
from tests.support.cast import Cast, sign_in
from tests.support.forms import press
from tests.support.installations import running
from tests.views.steps import JSON, SignedIn, token_of

HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def from_address(client: FlaskClient, address: str) -> FlaskClient:
    client.environ_base["REMOTE_ADDR"] = address
    return client


def attempt(client: FlaskClient, email: str, password: str = "not her password") -> TestResponse:
    return press(client, client.get("/sign-in"), "Sign in", email=email, password=password)


def exhaust(client: FlaskClient, email: str) -> None:
    assert [attempt(client, email).status_code for _ in range(6)] == [401] * 5 + [429]


def test_the_sixth_try_is_asked_to_wait_and_keeps_the_email(client: FlaskClient, cast: Cast) -> None:
    exhaust(client, cast.patient.email)
    answer = attempt(client, cast.patient.email, cast.patient.password)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 15
    assert "Too many tries from here. Wait 1" in answer.text
    assert "nothing is locked." in answer.text
    assert cast.patient.email in answer.text
    with clock.at(clock.now() + timedelta(seconds=16)):
        assert attempt(client, cast.patient.email, cast.patient.password).status_code == 302


def test_an_email_that_nobody_has_is_answered_in_the_same_words(app: Flask, cast: Cast) -> None:
    pages = []
    with clock.at(clock.now()):
        for number, email in enumerate((cast.patient.email, "nobody@people.example")):
            client = from_address(app.test_client(), f"203.0.113.{number}")
            exhaust(client, email)
            answer = attempt(client, email)
            csrf = answer.text.split('name="csrf_token" value="')[1].split('"')[0]
            shown = answer.text.replace(email, "").replace(csrf, "")
            pages.append((answer.status_code, shown, answer.headers["Retry-After"]))
    assert pages[0] == pages[1]


def test_nothing_is_derived_once_it_is_refused(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    exhaust(client, cast.patient.email)
    monkeypatch.setattr(accounts, "prove_password", lambda *_: pytest.fail("a password was stretched"))
    assert attempt(client, cast.patient.email).status_code == 429


def test_a_stranger_cannot_lock_somebody_out(app: Flask, cast: Cast) -> None:
    stranger = from_address(app.test_client(), ELSEWHERE)
    exhaust(stranger, cast.patient.email)
    sign_in(from_address(app.test_client(), HOME), cast.patient)


def test_many_addresses_do_not_stop_the_browser_that_signed_in_before(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    known = from_address(signed_in(cast.patient), HOME)
    press(known, known.get("/account"), "Sign out")
    for number in range(21):
        attempt(from_address(app.test_client(), f"203.0.113.{number}"), cast.patient.email)
    fresh = from_address(app.test_client(), "192.0.2.1")
    assert attempt(fresh, cast.patient.email, cast.patient.password).status_code == 429
    sign_in(known, cast.patient)
    assert attempt(fresh, cast.other_patient.email, cast.other_patient.password).status_code == 302


def test_load_is_not_a_wrong_try(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise Busy

    with monkeypatch.context() as crowded:
        crowded.setattr(accounts, "prove_password", full)
        assert {attempt(client, cast.patient.email).status_code for _ in range(8)} == {503}
    exhaust(client, cast.patient.email)


def test_the_dialog_in_a_page_is_told_too(client: FlaskClient, cast: Cast) -> None:
    exhaust(client, cast.patient.email)
    typed = {"email": cast.patient.email, "password": "x", "csrf_token": token_of(client)}
    answer = client.post("/sign-in", data=typed, headers=JSON)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert "nothing is locked" in answer.get_json()["error"]


def test_two_applications_see_one_limit(app: Flask, settings: Settings, cast: Cast) -> None:
    with running(settings) as other:
        other.config["PREFERRED_URL_SCHEME"] = app.config["PREFERRED_URL_SCHEME"]
        exhaust(app.test_client(), cast.patient.email)
        assert attempt(other.test_client(), cast.patient.email).status_code == 429


def test_visitors_behind_a_proxy_are_told_apart_only_by_what_it_says(settings: Settings, cast: Cast) -> None:
    for proxies, expected in ((1, 401), (0, 429)):
        with running(replace(settings, proxies=proxies)) as app:
            app.config["PREFERRED_URL_SCHEME"] = "http" if settings.plain_http else "https"
            one, two = app.test_client(), app.test_client()
            one.environ_base["HTTP_X_FORWARDED_FOR"], two.environ_base["HTTP_X_FORWARDED_FOR"] = HOME, ELSEWHERE
            email = f"person-{proxies}@people.example"
            exhaust(one, email)
            assert attempt(two, email).status_code == expected


def test_no_address_is_stored(app: Flask, client: FlaskClient, cast: Cast, settings: Settings) -> None:
    exhaust(from_address(client, HOME), cast.patient.email)
    with app.app_context():
        assert HOME not in str(stored(Throttle))
        assert stored(Device) == []


def test_the_device_cookie_opens_nothing_and_is_kept(
    app: Flask, cast: Cast, client: FlaskClient, transport: str
) -> None:
    answer = attempt(client, cast.patient.email, cast.patient.password)
    name = "interleaf_device" if transport == "http" else "__Host-interleaf-device"
    [cookie] = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(name)]
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert ("Secure" in cookie) is (transport == "https")
    token = client.get_cookie(name)
    assert token is not None
    other = app.test_client()
    other.set_cookie(name, token.value, secure=transport == "https")
    assert other.get("/account").status_code == 302
    press(client, client.get("/account"), "Sign out")
    again = attempt(client, cast.patient.email, cast.patient.password)
    assert not [each for each in again.headers.getlist("Set-Cookie") if each.startswith(name)]
    with app.app_context():
        [row] = stored(Device)
        assert token.value not in str(row)


def test_a_planted_device_cookie_is_replaced(client: FlaskClient, cast: Cast, transport: str) -> None:
    name = "interleaf_device" if transport == "http" else "__Host-interleaf-device"
    client.set_cookie(name, "A" * 43, secure=transport == "https")
    attempt(client, cast.patient.email, cast.patient.password)
    kept = client.get_cookie(name)
    assert kept is not None
    assert kept.value != "A" * 43
