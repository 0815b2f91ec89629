"""Hide: it covers every page of this sign-in until the PIN is typed, and the fifth wrong one ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal import clock
from journal.models import Person, SignIn
from journal.services.audit import verification
from journal.services.sign_in import quick_lock, sign_ins
from journal.services.sign_in.quick_lock import WrongPin
from journal.services.sign_in.slots import unlocked_by
from tests.services.hands import at_once, overwrite, stored
from tests.support.cast import Cast, sign_in
from tests.support.forms import press
from tests.views.steps import JSON, SignedIn, post, token_of, write

PIN = "2580"
PATH = "/account/quick-lock"


@pytest.fixture
def hiding(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """Maya's browser, with Hide turned on."""
    client = signed_in(cast.patient)
    answer = press(client, client.get(PATH), "Turn on", pin=PIN, pin_again=PIN)
    assert (answer.status_code, answer.location) == (303, "/account")
    return client


def unlock(client: FlaskClient, pin: str) -> TestResponse:
    return press(client, client.get("/locked"), "Open", pin=pin)


def row(app: Flask, cast: Cast) -> dict[str, Any]:
    with app.app_context():
        return stored(SignIn, SignIn.person_id == cast.patient.id)[-1]


def test_hide_is_in_the_header_once_it_is_turned_on(cast: Cast, hiding: FlaskClient, signed_in: SignedIn) -> None:
    assert "<button>Hide</button>" in hiding.get("/").text
    assert "<button>Hide</button>" not in signed_in(cast.other_patient).get("/").text
    assert press(hiding, hiding.get(PATH), "Turn off").status_code == 303
    assert "<button>Hide</button>" not in hiding.get("/").text
    assert post(hiding, "/lock").status_code == 404


def test_hidden_pages_open_with_the_pin_and_go_back_to_where_one_was(
    app: Flask, cast: Cast, hiding: FlaskClient
) -> None:
    reflection = write(hiding, "The lake was warm.")
    assert press(hiding, hiding.get("/reflections"), "Hide").location == "/locked"
    for path in ("/", "/account", f"/reflections/{reflection}", "/reflections/new"):
        answer = hiding.get(path)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/locked")
    page = hiding.get(f"/locked?next=/reflections/{reflection}")
    assert "lake" not in page.text
    assert cast.patient.name not in page.text
    assert hiding.get("/help").status_code == 200
    answer = press(hiding, page, "Open", pin=PIN)
    assert (answer.status_code, answer.location) == (303, f"/reflections/{reflection}")
    assert "The lake was warm." in hiding.get(answer.location).text
    with app.app_context():
        assert list(verification.verify(cast.clinic_id)) == []


def test_nothing_can_be_done_while_it_is_hidden(cast: Cast, hiding: FlaskClient, signed_in: SignedIn) -> None:
    reflection = write(hiding, "The lake was warm.")
    post(hiding, "/lock")
    assert post(hiding, f"/reflections/{reflection}/delete").status_code == 401
    assert post(hiding, "/alive").status_code == 401
    assert post(hiding, PATH, pin="1357", pin_again="1357").status_code == 401
    assert post(hiding, "/lock").status_code == 401
    draft = hiding.post(f"/reflections/{reflection}/draft", data={"csrf_token": token_of(hiding)}, headers=JSON)
    assert draft.get_json() == {"reason": "signed_out"}
    assert signed_in(cast.patient).get(f"/reflections/{reflection}").status_code == 200


def test_the_fifth_wrong_pin_ends_the_sign_in(app: Flask, cast: Cast, hiding: FlaskClient) -> None:
    post(hiding, "/lock")
    for left in ("4 more tries", "3 more tries", "2 more tries", "One more try"):
        answer = unlock(hiding, "9753")
        assert answer.status_code == 401
        assert left in answer.text
    answer = unlock(hiding, "9753")
    assert answer.status_code == 401
    assert "this sign-in has ended. Nothing is lost" in answer.text
    assert (row(app, cast)["ended_by"], row(app, cast)["key_sealed"]) == ("wrong_codes", None)
    assert hiding.get("/locked").status_code == 303
    assert hiding.get("/account").location == "/sign-in?next=/account"
    sign_in(hiding, cast.patient)


def test_the_right_pin_forgets_the_wrong_ones(cast: Cast, hiding: FlaskClient) -> None:
    for _ in range(3):
        post(hiding, "/lock")
        for _ in range(4):
            assert unlock(hiding, "9753").status_code == 401
        assert unlock(hiding, PIN).status_code == 303


def test_twenty_tries_at_once_are_five(app: Flask, cast: Cast, hiding: FlaskClient) -> None:
    post(hiding, "/lock")
    with app.app_context():
        actor = cast.patient.actor()
    sign_in_id = stored_lock(app, cast)
    tried = at_once(app, lambda number: quick_lock.unlock(actor, sign_in_id, f"97{number + 10}"), 20)
    assert all(isinstance(each, WrongPin) for each in tried)
    assert len([each for each in tried if each.left > 0]) == 4
    with pytest.raises(WrongPin), app.app_context():
        quick_lock.unlock(actor, sign_in_id, PIN)


def stored_lock(app: Flask, cast: Cast) -> Any:
    with app.app_context():
        [locked] = stored(SignIn, SignIn.person_id == cast.patient.id, SignIn.locked_at.is_not(None))
    return locked["id"]


def test_the_password_opens_everything_too_and_ends_what_was_hidden(
    app: Flask, cast: Cast, hiding: FlaskClient
) -> None:
    post(hiding, "/lock")
    locked = stored_lock(app, cast)
    sign_in(hiding, cast.patient)
    assert hiding.get("/account").status_code == 200
    with app.app_context():
        [ended] = stored(SignIn, SignIn.id == locked)
    assert (ended["ended_by"], ended["key_sealed"]) == ("sign_out", None)


def test_what_is_hidden_is_left_alone_all_the_same(app: Flask, cast: Cast, hiding: FlaskClient) -> None:
    post(hiding, "/lock")
    begun = clock.now()
    for minutes in (10, 20, 29):
        with clock.at(begun + timedelta(minutes=minutes)):
            assert hiding.get("/locked").status_code == 200
    with clock.at(begun + timedelta(minutes=31)):
        assert hiding.get("/locked").status_code == 303
        assert row(app, cast)["ended_by"] == "idle"


@pytest.mark.parametrize("pin", ["123", "123456789", "1111", "1234", "9876", "abcd", "12 4", "", "٢٥٨٠"])
def test_a_pin_that_is_none_is_refused(cast: Cast, signed_in: SignedIn, pin: str) -> None:
    client = signed_in(cast.patient)
    answer = press(client, client.get(PATH), "Turn on", pin=pin, pin_again=pin)
    assert answer.status_code in (200, 400)
    assert "<button>Hide</button>" not in client.get("/").text


def test_setting_a_pin_asks_once_more_who_it_is(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert client.get(PATH).location == "/step-up?next=/account/quick-lock"
        assert post(client, PATH, pin=PIN, pin_again=PIN).location.startswith("/step-up")
        assert post(client, f"{PATH}/remove").location.startswith("/step-up")


@pytest.mark.parametrize("part", ["therapist", "manager"])
def test_only_patients_hide(cast: Cast, signed_in: SignedIn, part: str) -> None:
    client = signed_in(getattr(cast, part))
    answers: list[Callable[[], TestResponse]] = [
        lambda: client.get(PATH),
        lambda: post(client, PATH, pin=PIN, pin_again=PIN),
        lambda: post(client, f"{PATH}/remove"),
        lambda: post(client, "/lock"),
    ]
    assert [answer().status_code for answer in answers] == [404] * 4


def test_the_database_alone_cannot_tell_the_pin(app: Flask, cast: Cast, hiding: FlaskClient) -> None:
    with app.app_context():
        [person] = stored(Person, Person.id == cast.patient.id)
        assert PIN.encode() not in person["quick_lock_sealed"]
        overwrite(Person, Person.id == cast.other_patient.id, quick_lock_sealed=person["quick_lock_sealed"])
        actor = cast.other_patient.actor()
        cookie = sign_ins.begin(unlocked_by(actor))
        found = sign_ins.find(cookie)
        assert found is not None
        quick_lock.lock(actor, found.id)
        with pytest.raises(WrongPin):
            quick_lock.unlock(actor, found.id, PIN)
