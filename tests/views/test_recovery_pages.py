"""The pages of the kit, of recovery and of the clinic's recovery key, as forms are sent to them."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.crypto.recovery import make_code
from journal.models import NewStart, RecoveryChoice, RecoveryWait
from journal.services.recovery import recovery_keys
from tests.services.hands import stored, write
from tests.services.recovering import start_again
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import SignedIn, post

NEW = "seven gulls on a tin roof"
TYPED = {"password": NEW, "password_again": NEW}


def test_a_wrong_code_and_an_unknown_address_are_answered_alike(client: FlaskClient, cast: Cast) -> None:
    pages = []
    for path, button, more in (("/recover", "Set the new password", TYPED), ("/recover/wait", "Begin to wait", {})):
        for email, code in ((cast.patient.email, make_code()), ("nobody@people.example", cast.patient.kit_code)):
            answer = press(client, client.get(path), button, email=email, code=code, **more)
            assert "do not belong together" in answer.text
            pages.append((answer.status_code, answer.text.count("notice alert")))
    assert len(set(pages)) == 1


def test_a_slip_in_the_code_is_told_before_anything_is_looked_up(client: FlaskClient, cast: Cast) -> None:
    for path, button, more in (("/recover", "Set the new password", TYPED), ("/recover/wait", "Begin to wait", {})):
        answer = press(client, client.get(path), button, email=cast.patient.email, code="F3AA-CC85", **more)
        assert "has a slip in it" in answer.text


def test_too_many_codes_are_asked_to_wait(client: FlaskClient, cast: Cast) -> None:
    for _ in range(6):
        typed = {"email": cast.patient.email, "code": make_code(), **TYPED}
        answer = press(client, client.get("/recover"), "Set the new password", **typed)
    assert answer.status_code == 429
    assert "nothing is locked" in answer.text


def test_the_code_of_a_recovery_opens_no_page_before_the_second_factor(client: FlaskClient, cast: Cast) -> None:
    typed = {"email": cast.therapist.email, "code": cast.therapist.kit_code, **TYPED}
    answer = press(client, client.get("/recover"), "Set the new password", **typed)
    assert (answer.status_code, answer.location) == (303, "/second-factor?next=/account/kit")
    for path in ("/review", "/account", "/account/kit", "/account/authenticator"):
        assert client.get(path).location.startswith("/sign-in")


def test_a_kit_is_tested_on_its_page(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    for code, words in (
        (cast.patient.kit_code, "This is your current kit"),
        (cast.other_patient.kit_code, "not the code of your current kit"),
        ("F3AA", "has a slip in it"),
        ("", "Type the code"),
    ):
        answer = press(client, client.get("/account/kit"), "Test my kit", code=code)
        assert words in answer.text
        assert cast.patient.kit_code not in answer.text


def test_a_revoked_kit_is_said_to_be_none(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    assert press(client, client.get("/account/kit/revoke"), "Revoke my kit").status_code == 303
    assert "You have no kit now" in client.get("/account/kit").text
    assert "You have none" in client.get("/account").text


def test_a_kit_prints_without_naming_anything(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    page = press(client, client.get("/account/kit"), "Make a new kit").text
    card = page.split('<section class="sheet kit"')[1].split("</section>")[0]
    for named in ("Interleaf", cast.patient.email, "Maya", "Harbour"):
        assert named not in card


@pytest.mark.parametrize("missing", ["checked_by", "understood"])
def test_no_link_is_made_without_saying_how_the_person_was_known(
    app: Flask, cast: Cast, signed_in: SignedIn, missing: str
) -> None:
    fields = {"checked_by": "passport", "understood": "yes"}
    del fields[missing]
    answer = post(signed_in(cast.manager), f"/people/{cast.patient.id}/start-again", **fields)
    assert answer.status_code == 200
    assert "/start-again/" not in answer.text.split("<form", 2)[-1].split("</form>")[-1]
    with app.app_context():
        assert stored(NewStart) == []


def test_a_patient_accepts_the_recovery_key_and_changes_their_mind(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    with app.app_context():
        recovery_keys.create(cast.clinic_id)
    client = signed_in(cast.patient)
    for button, state, words in (("Accept", "accepted", "You accepted it"), ("Decline", "declined", "You declined it")):
        answer = press(client, client.get("/account"), button)
        assert answer.status_code == 303
        assert words in client.get("/account").text
        with app.app_context():
            assert [row["state"] for row in stored(RecoveryChoice)] == [state]
    for member in (cast.therapist, cast.manager):
        assert post(signed_in(member), "/account/recovery-key", answer="accept").status_code == 404
    assert post(client, "/account/recovery-key", answer="perhaps").status_code == 400


def test_a_link_that_cancels_needs_its_token(app: Flask, client: FlaskClient, cast: Cast) -> None:
    typed = {"email": cast.therapist.email, "code": cast.therapist.kit_code}
    assert "Please wait until" in press(client, client.get("/recover/wait"), "Begin to wait", **typed).text
    with app.app_context():
        wait = stored(RecoveryWait)[0]["id"]
    for token in ("00", "x" * 64):
        assert client.get(f"/recover/cancel/{wait}/{token}").status_code == 410
        assert post(client, f"/recover/cancel/{wait}/{token}").status_code == 410


def test_a_page_that_only_lost_keys_opened_says_so_and_can_be_deleted(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    with app.app_context():
        kept, shared = (write(cast.patient.actor(), "From before.", shared=each) for each in (False, True))
        start_again(cast, cast.patient)
    press(client, client.get("/sign-in"), "Sign in", email=cast.patient.email, password=NEW)
    for page, words in ((kept, "no one can open it any more"), (shared, "can give it back to you")):
        answer = client.get(f"/reflections/{page}")
        assert words in answer.text
        assert "lost when your account began again" in answer.text
        assert press(client, client.get(f"/reflections/{page}/delete"), "Delete this reflection").status_code == 303
