"""The pages of passkeys: signing in with one, the second step, proving once more, adding and removing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from webauthn.helpers import base64url_to_bytes
from werkzeug.test import TestResponse

from journal.services.sign_in.passkeys import Answer
from tests.support.authenticator import Authenticator
from tests.support.cast import Cast, Member
from tests.support.forms import forms_of, press
from tests.support.traces import words_in_database
from tests.views.steps import JSON, SignedIn, post, token_of, write


@pytest.fixture
def device(app: Flask) -> Iterator[Authenticator]:
    scheme = app.config["PREFERRED_URL_SCHEME"]
    return Authenticator(origin=f"{scheme}://localhost")


def asked(client: FlaskClient, part: str) -> Any:
    """What the browser is asked for."""
    answer = client.post(f"/passkeys/{part}/options", data={"csrf_token": token_of(client)}, headers=JSON)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def sent(client: FlaskClient, part: str, answer: Answer, **more: str) -> TestResponse:
    """Sends what the device answered, as the form of the page does."""
    return post(client, f"/passkeys/{part}", credential=answer.credential, prf=answer.prf, **more)


def add(client: FlaskClient, device: Authenticator, label: str = "My phone") -> TestResponse:
    answer = sent(client, "new", device.create(asked(client, "new")), label=label)
    assert answer.status_code == 303, answer.text
    return answer


def half_way(app: Flask, member: Member) -> FlaskClient:
    """The browser of somebody who has typed their password and has a second factor."""
    client = app.test_client()
    press(client, client.get("/sign-in"), "Sign in", email=member.email, password=member.password)
    return client


def test_a_passkey_with_prf_signs_in_and_opens_what_was_written(
    app: Flask, cast: Cast, signed_in: SignedIn, device: Authenticator
) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, "The lake was warm.")
    add(client, device)
    assert "It can open the journal by itself." in client.get("/account/ways-in").text
    stranger = app.test_client()
    answer = sent(stranger, "sign-in", device.get(asked(stranger, "sign-in")), next="/account")
    assert (answer.status_code, answer.location) == (302, "/account")
    assert "The lake was warm." in stranger.get(f"/reflections/{reflection_id}").text


def test_adding_one_ends_the_other_sign_ins(cast: Cast, signed_in: SignedIn, device: Authenticator) -> None:
    client, other = signed_in(cast.patient), signed_in(cast.patient)
    add(client, device)
    assert "The passkey is added" in client.get("/account/ways-in").text
    assert other.get("/account").status_code == 302


def test_after_the_password_a_passkey_is_the_second_step(
    app: Flask, cast: Cast, signed_in: SignedIn, device: Authenticator
) -> None:
    device.has_prf = False
    add(signed_in(cast.patient), device)
    client = half_way(app, cast.patient)
    assert client.get("/account").status_code == 302
    options = asked(client, "second-factor")
    assert "extensions" not in options
    assert len(options["allowCredentials"]) == 1
    assert sent(client, "second-factor", device.get(options)).status_code == 302
    assert client.get("/account").status_code == 200


def test_the_passkey_of_another_is_no_second_step(
    app: Flask, cast: Cast, signed_in: SignedIn, device: Authenticator
) -> None:
    theirs = Authenticator(origin=device.origin)
    add(signed_in(cast.patient), device)
    add(signed_in(cast.other_patient), theirs)
    client = half_way(app, cast.patient)
    answer = sent(client, "second-factor", theirs.get(asked(client, "second-factor")))
    assert answer.status_code == 401
    assert "This passkey was not accepted here" in answer.text
    assert client.get("/account").status_code == 302


def test_nobody_is_asked_for_a_second_step_who_typed_no_password(client: FlaskClient) -> None:
    answer = client.post("/passkeys/second-factor/options", data={"csrf_token": token_of(client)}, headers=JSON)
    assert (answer.status_code, answer.get_json()) == (401, {"reason": "signed_out"})
    assert post(client, "/passkeys/second-factor", credential="{}").status_code == 303


def test_without_prf_the_sign_in_page_says_what_to_do(
    app: Flask, cast: Cast, signed_in: SignedIn, device: Authenticator
) -> None:
    device.has_prf = False
    add(signed_in(cast.patient), device)
    client = app.test_client()
    answer = sent(client, "sign-in", device.get(asked(client, "sign-in")))
    assert answer.status_code == 401
    assert "cannot open the journal by itself" in answer.text
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("credential", ["", "{}", "x", "é" * 30_000])
def test_nonsense_is_refused_on_every_page(app: Flask, cast: Cast, signed_in: SignedIn, credential: str) -> None:
    client, stranger = signed_in(cast.patient), app.test_client()
    answers = [
        post(who, f"/passkeys/{part}", credential=credential)
        for who, part in ((stranger, "sign-in"), (client, "step-up"), (client, "new"))
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]


def test_the_answer_to_a_stranger_is_the_same_whoever_has_passkeys(
    app: Flask, cast: Cast, signed_in: SignedIn, device: Authenticator
) -> None:
    before = asked(app.test_client(), "sign-in")
    add(signed_in(cast.patient), device)
    after = asked(app.test_client(), "sign-in")
    assert before.pop("challenge") != after.pop("challenge")
    assert before == after
    unknown, known = Authenticator(origin=device.origin), Authenticator(origin="http://elsewhere.example")
    unknown.create({"user": {"id": ""}, "challenge": ""})
    known.passkeys = device.passkeys
    pages = []
    for each in (unknown, known):
        client = app.test_client()
        answer = sent(client, "sign-in", each.get(asked(client, "sign-in")))
        pages.append((answer.status_code, answer.text.split("<h1>")[1].split("csrf_token")[0]))
    assert pages[0] == pages[1]


def test_a_passkey_is_a_fresh_proof_and_leads_back(cast: Cast, signed_in: SignedIn, device: Authenticator) -> None:
    client = signed_in(cast.patient)
    add(client, device)
    answer = sent(client, "step-up", device.get(asked(client, "step-up")), next="/account/password")
    assert (answer.status_code, answer.location) == (303, "/account/password")
    refused = sent(client, "step-up", Answer("{}"))
    assert refused.status_code == 401
    assert "Show that it is you" in refused.text


def test_a_passkey_is_removed_after_a_page_that_asks(cast: Cast, signed_in: SignedIn, device: Authenticator) -> None:
    client = signed_in(cast.patient)
    add(client, device, "The key <on> my ring")
    listed = client.get("/account/ways-in")
    assert "The key &lt;on&gt; my ring" in listed.text
    path = listed.text.split('href="/passkeys/')[1].split('"')[0]
    assert press(client, client.get(f"/passkeys/{path}"), "Remove").status_code == 303
    assert "Remove The key" not in client.get("/account/ways-in").text
    assert client.get(f"/passkeys/{path}").status_code == 404


def test_a_bare_address_has_no_passkeys(app: Flask) -> None:
    client, here = app.test_client(), f"{app.config['PREFERRED_URL_SCHEME']}://127.0.0.1"
    token = client.get("/form-token", base_url=here).get_json()["token"]
    answer = client.post("/passkeys/sign-in/options", data={"csrf_token": token}, base_url=here, headers=JSON)
    assert answer.status_code == 409
    assert "Passkeys belong to a name" in answer.get_json()["error"]


def test_the_button_is_hidden_until_a_script_finds_passkeys(client: FlaskClient) -> None:
    page = client.get("/sign-in")
    assert [form.action for form in forms_of(page)] == ["/sign-in", "/passkeys/sign-in"]
    assert "data-with-passkeys hidden" in page.text


def test_what_opens_the_journal_leaves_no_trace(
    app: Flask, cast: Cast, signed_in: SignedIn, device: Authenticator, caplog: pytest.LogCaptureFixture, database: str
) -> None:
    caplog.set_level("DEBUG")
    add(signed_in(cast.patient), device)
    client = app.test_client()
    answer = device.get(asked(client, "sign-in"))
    page = sent(client, "sign-in", answer)
    assert page.status_code == 302
    output = base64url_to_bytes(answer.prf)
    assert words_in_database(database, [answer.prf, output.hex()]) == []
    assert [word for word in (answer.prf, output.hex()) if word in caplog.text or word in str(page.headers)] == []
    wrong = Answer(answer.credential, answer.prf)
    assert answer.prf not in sent(client, "sign-in", wrong).text
