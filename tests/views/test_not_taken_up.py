"""What was ended otherwise than by a pause, or changed since, is not taken up: a code is asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal import clock
from journal.models import Person, SignIn
from journal.services.people import accounts, people_admin
from journal.services.sign_in import sign_in_list, sign_ins
from journal.services.sign_in.idle import EndedBy
from tests.services.hands import overwrite
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.pausing import PAUSE, asked_for_code, change
from tests.views.steps import SignedIn

ANOTHER = "a lantern carried over the ice"


@pytest.fixture
def paused(app: Flask, cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The browser of Ines, who has a second factor, after it was left alone."""
    client = signed_in(cast.therapist)
    with clock.at(clock.now() + PAUSE):
        assert client.get("/review").location == "/sign-in?next=/review"
    return client


def _signed_out(_app: Flask, _cast: Cast, client: FlaskClient) -> None:
    press(client, client.get("/account"), "Sign out")


def _half_way(_app: Flask, cast: Cast, client: FlaskClient) -> None:
    press(client, client.get("/account"), "Sign out")
    assert asked_for_code(client, cast.therapist)


def _ended_by_the_manager(app: Flask, cast: Cast, _client: FlaskClient) -> None:
    with app.app_context():
        people_admin.end_sign_ins(cast.manager.actor(), cast.therapist.id)


def _disabled_and_enabled(app: Flask, cast: Cast, _client: FlaskClient) -> None:
    with app.app_context():
        manager = cast.manager.actor()
        people_admin.disable(manager, cast.therapist.id)
        people_admin.enable(manager, cast.therapist.id)


def _ended_from_another_device(app: Flask, cast: Cast, _client: FlaskClient) -> None:
    with app.app_context():
        actor = cast.therapist.actor()
        oldest = min(sign_in_list.own(actor, actor.id), key=lambda each: each.begun_at)
        sign_in_list.end_one(actor, oldest.id)


ENDS: dict[str, Callable[[Flask, Cast, FlaskClient], None]] = {
    "signed out": _signed_out,
    "a code was awaited": _half_way,
    "ended by the manager": _ended_by_the_manager,
    "disabled and enabled": _disabled_and_enabled,
    "ended from another device": _ended_from_another_device,
}


@pytest.mark.parametrize("before_the_pause", [True, False])
@pytest.mark.parametrize("how", ENDS)
def test_what_was_ended_is_not_taken_up(
    app: Flask, cast: Cast, signed_in: SignedIn, how: str, before_the_pause: bool, transport: str
) -> None:
    client = signed_in(cast.therapist)
    name = "interleaf_signin" if transport == "http" else "__Host-interleaf"
    cookie = client.get_cookie(name)
    assert cookie is not None
    if before_the_pause:
        ENDS[how](app, cast, client)
    with clock.at(clock.now() + PAUSE):
        client.get("/review")
        if not before_the_pause and how not in ("signed out", "a code was awaited"):
            ENDS[how](app, cast, client)
        elif not before_the_pause:
            return
        client.set_cookie(name, cookie.value, secure=transport == "https")
        assert asked_for_code(client, cast.therapist)


def test_a_changed_password_asks_for_the_code(app: Flask, cast: Cast, paused: FlaskClient) -> None:
    with app.app_context():
        accounts.change_password(cast.therapist.actor(), cast.therapist.password, ANOTHER, "198.51.100.7", None)
    change(app, cast.therapist, ended_by=EndedBy.IDLE, ended_at=clock.now(), key_sealed=None)
    assert asked_for_code(paused, cast.therapist, ANOTHER)


def test_somebody_disabled_is_not_let_in_at_all(app: Flask, cast: Cast, paused: FlaskClient) -> None:
    with app.app_context():
        people_admin.disable(cast.manager.actor(), cast.therapist.id)
    page = paused.get("/sign-in")
    answer = press(paused, page, "Sign in", email=cast.therapist.email, password=cast.therapist.password)
    assert answer.status_code == 401


FORGED: dict[str, Any] = {
    "level": sign_ins.PENDING,
    "expires_at": datetime(2090, 1, 1, tzinfo=clock.now().tzinfo),
    "begun_mac": None,
    "epoch": 2,
}


@pytest.mark.parametrize("column", FORGED)
def test_a_forged_row_is_not_taken_up(app: Flask, cast: Cast, paused: FlaskClient, column: str) -> None:
    change(app, cast.therapist, **{column: FORGED[column]})
    assert asked_for_code(paused, cast.therapist)


def test_the_row_of_another_given_to_the_person_is_not_taken_up(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.other_therapist)
    with clock.at(clock.now() + PAUSE):
        client.get("/review")
    with app.app_context():
        overwrite(SignIn, SignIn.person_id == cast.other_therapist.id, person_id=cast.therapist.id)
    assert asked_for_code(client, cast.therapist)


def test_a_sign_out_that_was_undone_in_the_database_still_holds(
    app: Flask, cast: Cast, signed_in: SignedIn, transport: str
) -> None:
    client = signed_in(cast.therapist)
    name = "interleaf_signin" if transport == "http" else "__Host-interleaf"
    cookie = client.get_cookie(name)
    assert cookie is not None
    press(client, client.get("/account"), "Sign out")
    change(app, cast.therapist, ended_by=EndedBy.IDLE)
    client.set_cookie(name, cookie.value, secure=transport == "https")
    assert asked_for_code(client, cast.therapist)


def test_a_role_that_was_changed_asks_anew(app: Flask, cast: Cast, paused: FlaskClient) -> None:
    with app.app_context():
        overwrite(Person, Person.id == cast.therapist.id, version=9)
    page = paused.get("/sign-in")
    typed = {"email": cast.therapist.email, "password": cast.therapist.password}
    assert press(paused, page, "Sign in", **typed).status_code in (401, 403)
