"""A sign-in that is under way does not outlive what happened since its proof, and a request looks things up once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.extensions import db
from journal.models import SignIn
from journal.services.people import accounts, people_admin
from journal.services.recovery import kits, recoveries
from journal.services.sign_in import idle, sign_ins, totp
from journal.services.sign_in.idle import EndedBy
from journal.services.sign_in.slots import Unlocked, WrongSignIn
from journal.views.signin import STEP_OVER
from tests.services.hands import listening, remove, stored
from tests.support.cast import Cast, Member, set_up_app
from tests.support.codes import code_at, forget_use
from tests.support.forms import press

NEW = "a lantern carried over the ice"
HERE = ("198.51.100.7", None)


@pytest.fixture
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def _change_password(cast: Cast) -> None:
    accounts.change_password(cast.patient.actor(), cast.patient.password, NEW, *HERE)


def _disable(cast: Cast) -> None:
    people_admin.disable(cast.manager.actor(), cast.patient.id)


def _disable_and_enable(cast: Cast) -> None:
    _disable(cast)
    people_admin.enable(cast.manager.actor(), cast.patient.id)


def _end_sign_ins(cast: Cast) -> None:
    people_admin.end_sign_ins(cast.manager.actor(), cast.patient.id)


def _recover(cast: Cast) -> None:
    recoveries.recover(cast.patient.email, cast.patient.kit_code, NEW)


def _set_up_a_factor(cast: Cast) -> None:
    set_up_app(accounts.check_password(cast.patient.email, cast.patient.password))


CHANGES: list[Callable[[Cast], None]] = [
    _change_password, _disable, _disable_and_enable, _end_sign_ins, _recover, _set_up_a_factor,
]  # fmt: skip


def proved(member: Member) -> Unlocked:
    return accounts.check_password(member.email, member.password)


@pytest.mark.usefixtures("_inside")
@pytest.mark.parametrize("level", [sign_ins.FULL, sign_ins.PENDING])
@pytest.mark.parametrize("change", CHANGES)
def test_what_was_proved_before_a_change_begins_nothing(cast: Cast, change: Callable[[Cast], None], level: str) -> None:
    unlocked = proved(cast.patient)
    change(cast)
    before = stored(SignIn, SignIn.person_id == cast.patient.id)
    with pytest.raises(WrongSignIn):
        sign_ins.begin(unlocked, level)
    assert stored(SignIn, SignIn.person_id == cast.patient.id) == before


@pytest.mark.usefixtures("_inside")
def test_a_kit_that_was_used_before_a_change_begins_nothing(cast: Cast) -> None:
    recovered = recoveries.recover(cast.patient.email, cast.patient.kit_code, NEW)
    _end_sign_ins(cast)
    with pytest.raises(WrongSignIn):
        sign_ins.begin(recovered.unlocked)


@pytest.mark.usefixtures("_inside")
def test_a_kit_signs_in_where_nothing_changed(cast: Cast) -> None:
    recovered = recoveries.recover(cast.patient.email, cast.patient.kit_code, NEW)
    found = sign_ins.find(sign_ins.begin(recovered.unlocked))
    assert found is not None
    assert found.actor is not None


def test_a_password_changed_while_it_was_derived_signs_nobody_in(
    cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = accounts.check_password

    def slow(email: str, password: str) -> Unlocked:
        unlocked = check(email, password)
        monkeypatch.setattr(accounts, "check_password", check)
        _change_password(cast)
        return unlocked

    page = client.get("/sign-in")
    monkeypatch.setattr(accounts, "check_password", slow)
    answer = press(client, page, "Sign in", email=cast.patient.email, password=cast.patient.password)
    assert answer.status_code == 401
    assert client.get("/reflections").status_code == 302


def test_a_password_changed_while_the_code_was_checked_signs_nobody_in(
    app: Flask, cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines, check = cast.therapist, totp.try_code
    press(client, client.get("/sign-in"), "Sign in", email=ines.email, password=ines.password)
    assert ines.totp_secret is not None

    def slow(*typed: Any) -> None:
        check(*typed)
        accounts.change_password(ines.actor(), ines.password, NEW, *HERE)

    monkeypatch.setattr(totp, "try_code", slow)
    forget_use(app, ines.id)
    page = client.get("/second-factor")
    answer = press(client, page, "Sign in", code=code_at(ines.totp_secret))
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Please sign in once more." in client.get("/sign-in").text
    assert client.get("/review").status_code == 302


@pytest.mark.parametrize("how", ["used by another answer", "gone", "kit used meanwhile"])
def test_a_step_that_is_over_when_it_is_proved_leads_to_the_sign_in_page(
    app: Flask, cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    ines, check = cast.therapist, totp.try_code
    if "kit" in how:
        typed = {"email": ines.email, "code": ines.kit_code, "password": NEW, "password_again": NEW}
        press(client, client.get("/recover"), "Set the new password", **typed)
    else:
        press(client, client.get("/sign-in"), "Sign in", email=ines.email, password=ines.password)
    assert ines.totp_secret is not None

    def slow(*typed: Any) -> None:
        check(*typed)
        if "kit" in how:
            kits.revoke(ines.actor())
        elif how == "gone":
            remove(SignIn, SignIn.person_id == ines.id)
        else:
            [row] = stored(SignIn, SignIn.person_id == ines.id)
            idle.end(row["id"], EndedBy.SIGN_OUT)

    monkeypatch.setattr(totp, "try_code", slow)
    forget_use(app, ines.id)
    answer = press(client, client.get("/second-factor"), "Sign in", code=code_at(ines.totp_secret))
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert STEP_OVER in client.get("/sign-in").text
    assert client.get("/review").status_code == 302


@pytest.mark.usefixtures("_inside")
def test_a_request_asks_the_database_twice_for_who_is_there(cast: Cast) -> None:
    cookie, asked = sign_ins.begin(proved(cast.patient)), []
    sign_ins.find(cookie)  # the audit's rows are read whole once, and remembered
    db.session.remove()
    with listening("before_cursor_execute", lambda *each: asked.append(each[2])):
        assert sign_ins.find(cookie) is not None
    assert len([each for each in asked if each.lstrip().upper().startswith(("SELECT", "UPDATE"))]) == 2
