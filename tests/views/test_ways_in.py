"""One's own ways in: the password, the authenticator app, and the proof that is asked for before they change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal import clock
from tests.support.cast import Cast
from tests.support.cast import sign_in as sign_in_through_the_forms
from tests.support.codes import code_at, forget_use
from tests.support.forms import press
from tests.views.steps import JSON, SignedIn, post, token_of
from tests.views.test_setting_up import secret_in

NEW = "nine slow boats before dawn"
APP = "/account/authenticator"
LATER = timedelta(minutes=11)


def cookies(client: FlaskClient) -> str:
    found = client.get_cookie("interleaf_signin") or client.get_cookie("__Host-interleaf")
    assert found is not None
    return found.value


def set_up(client: FlaskClient) -> tuple[str, TestResponse]:
    page = client.get(APP)
    secret = secret_in(page.text)
    return secret, press(client, page, "Turn on", code=code_at(secret))


def test_a_patient_sets_up_an_app_and_removes_it(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    client, elsewhere = signed_in(cast.patient), signed_in(cast.patient)
    before = cookies(client)
    secret, answer = set_up(client)
    assert answer.location == "/account/ways-in"
    assert cookies(client) != before
    assert "Its six digits are asked for after your password." in client.get(answer.location).text
    assert elsewhere.get("/").status_code == 302
    page = elsewhere.get("/sign-in")
    asked = press(elsewhere, page, "Sign in", email=cast.patient.email, password=cast.patient.password)
    forget_use(app, cast.patient.id)
    assert press(elsewhere, elsewhere.get(asked.location), "Sign in", code=code_at(secret)).location == "/"
    removed = press(client, client.get(f"{APP}/remove"), "Remove the app")
    assert removed.location == "/account/ways-in"
    assert "Not set up." in client.get("/account/ways-in").text
    assert elsewhere.get("/").status_code == 302
    sign_in_through_the_forms(app.test_client(), cast.patient)


def test_who_works_at_the_clinic_cannot_remove_the_last_one(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.therapist)
    page = client.get(f"{APP}/remove")
    assert "one second factor stays" in page.text
    assert "Remove the app" not in page.text
    assert post(client, f"{APP}/remove").status_code == 409
    assert "Set up " in client.get("/account/ways-in").text


def test_a_password_is_changed_by_who_knows_it(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    client, elsewhere = signed_in(cast.patient), signed_in(cast.patient)
    before = cookies(client)
    typed = {"password": NEW, "password_again": NEW}
    answer = press(
        client, client.get("/account/password"), "Change password", current_password=cast.patient.password, **typed
    )
    assert (answer.status_code, answer.location) == (303, "/account/ways-in")
    assert cookies(client) != before
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    visitor = app.test_client()
    old = press(visitor, visitor.get("/sign-in"), "Sign in", email=cast.patient.email, password=cast.patient.password)
    assert old.status_code == 401
    assert press(visitor, visitor.get("/sign-in"), "Sign in", email=cast.patient.email, password=NEW).location == "/"


@pytest.mark.parametrize(("current", "new", "again", "status"), [
    ("not this one at all", NEW, NEW, 401), ("", NEW, NEW, 200), (None, "short", "short", 200),
    (None, NEW, "other", 200),
    (None, "", "", 200), ("x" * 2000, NEW, NEW, 200),
])  # fmt: skip
def test_a_password_that_does_not_do_changes_nothing(
    cast: Cast, signed_in: SignedIn, current: str | None, new: str, again: str, status: int
) -> None:
    client = signed_in(cast.patient)
    known = cast.patient.password if current is None else current
    answer = post(client, "/account/password", current_password=known, password=new, password_again=again)
    assert answer.status_code == status
    assert NEW not in answer.text
    sign_in_through_the_forms(client.application.test_client(), cast.patient)


NEED_A_PROOF = (APP, f"{APP}/remove")


def test_a_proof_is_asked_for_when_the_sign_in_is_not_fresh(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.therapist)
    with clock.at(clock.now() + LATER):
        for path in NEED_A_PROOF:
            assert client.get(path).location == f"/step-up?next={path}"
            assert post(client, path, code="000000", seed="x").location.startswith("/step-up")
        assert post(client, "/account/kit").location.startswith("/step-up")
        assert client.get(APP, headers=JSON).get_json() == {"reason": "step_up"}
        page = client.get(f"/step-up?next={APP}")
        answer = press(client, page, "Continue", password=cast.therapist.password)
        assert (answer.status_code, answer.location) == (303, APP)
        assert client.get(APP).status_code == 200
        assert "Your recovery kit" in post(client, "/account/kit").text
    with clock.at(clock.now() + 2 * LATER):
        assert client.get(APP).status_code == 303


def test_a_code_is_a_proof_once(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.therapist)
    forget_use(app, cast.therapist.id)
    assert cast.therapist.totp_secret is not None
    with clock.at(clock.now() + LATER):
        code = code_at(cast.therapist.totp_secret)
        page = client.get(f"/step-up?next={APP}")
        assert press(client, page, "Continue with the code", code=code).location == APP
        again = press(client, page, "Continue with the code", code=code)
        assert (again.status_code, "does not fit" in again.text) == (401, True)


@pytest.mark.parametrize(
    "typed", [{}, {"password": "not this one at all"}, {"code": "000000"}, {"password": "x" * 2000}]
)
def test_a_wrong_proof_is_none(cast: Cast, signed_in: SignedIn, typed: dict[str, str]) -> None:
    client = signed_in(cast.patient)
    with clock.at(clock.now() + LATER):
        assert post(client, "/step-up", **typed).status_code in (200, 401)
        assert client.get(APP).location == f"/step-up?next={APP}"


def test_the_password_of_another_is_no_proof(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    assert post(client, "/step-up", password=cast.therapist.password).status_code == 401


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/account/../x", "javascript:1", ""])
def test_a_proof_leads_back_to_a_page_of_ours(cast: Cast, signed_in: SignedIn, target: str) -> None:
    client = signed_in(cast.patient)
    answer = post(client, "/step-up", password=cast.patient.password, next=target)
    assert answer.location == "/account"


def test_a_form_that_was_sent_too_late_leads_back_to_its_page(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    with clock.at(clock.now() + LATER):
        origin = client.get("/account").request.host_url.rstrip("/")
        data = {"csrf_token": token_of(client)}
        answer = client.post("/account/kit", data=data, headers={"Referer": f"{origin}/account"})
        assert answer.location == "/step-up?next=/account"
        assert "then press the button once more" in client.get(answer.location).text


def test_today_mentions_the_second_step_until_it_is_put_off(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    post(client, "/account/kit-stored", stored="yes")
    assert "A second step at sign-in" in client.get("/").text
    assert press(client, client.get("/"), "Not now").location == "/"
    assert "A second step at sign-in" not in client.get("/").text
    with clock.at(clock.now() + timedelta(days=91)):
        again = signed_in(cast.patient)
        assert "A second step at sign-in" in again.get("/").text


def test_nothing_is_asked_on_a_dosing_day(cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(cast.patient)
    post(client, "/account/kit-stored", stored="yes")
    monkeypatch.setattr("journal.services.care.decisions.may_decide", lambda *_: False)
    assert "A second step at sign-in" not in client.get("/").text
    assert "you can set it up from tomorrow on" in client.get("/account/ways-in").text
    assert client.get(APP).status_code == 409
