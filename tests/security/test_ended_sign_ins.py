"""A sign-in that was ended stays ended: whoever writes to the database and has its cookie brings none back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal import clock
from journal.models import AuditRow, Person, SignIn
from journal.services.audit import verification
from journal.services.people import accounts, people_admin
from journal.services.sign_in import proofs, sign_in_list
from journal.services.sign_in.idle import EndedBy
from tests.services.hands import overwrite, put, remove, stored
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.pausing import PAUSE, asked_for_code, change
from tests.views.steps import SignedIn

Row = dict[str, Any]
Thief = Callable[[], FlaskClient]
NAMES = {"http": "interleaf_signin", "https": "__Host-interleaf"}
ANOTHER = "a lantern carried over the ice"


@pytest.fixture
def ines(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The browser of Ines, whose cookie was copied."""
    return signed_in(cast.therapist)


@pytest.fixture
def thief(app: Flask, ines: FlaskClient, transport: str) -> Thief:
    """Gives a browser with the copied cookie."""
    cookie = ines.get_cookie(NAMES[transport])
    assert cookie is not None

    def browser() -> FlaskClient:
        client = app.test_client()
        client.set_cookie(NAMES[transport], cookie.value, secure=transport == "https")
        return client

    return browser


def kept(app: Flask, cast: Cast) -> tuple[Row, Row]:
    """The row of the sign-in, and of its person."""
    with app.app_context():
        rows = stored(SignIn, SignIn.person_id == cast.therapist.id, SignIn.level == "full")
        return max(rows, key=lambda row: row["created_at"]), stored(Person, Person.id == cast.therapist.id)[0]


def back(app: Flask, row: Row, person: Row | None = None, **changed: Any) -> None:
    """Puts the rows back."""
    with app.app_context():
        if stored(SignIn, SignIn.id == row["id"]):
            remove(SignIn, SignIn.id == row["id"])
        put(SignIn, row | changed)
        if person:
            overwrite(Person, Person.id == person["id"], **{name: person[name] for name in person if name != "id"})


def _end(app: Flask, cast: Cast, ines: FlaskClient, how: str) -> None:
    if how == "signed out":
        press(ines, ines.get("/account"), "Sign out")
        return
    with app.app_context():
        match how:
            case "disabled":
                people_admin.disable(cast.manager.actor(), cast.therapist.id)
            case "disabled and enabled":
                people_admin.disable(cast.manager.actor(), cast.therapist.id)
                people_admin.enable(cast.manager.actor(), cast.therapist.id)
            case "password changed":
                mine = cast.therapist
                accounts.change_password(mine.actor(), mine.password, ANOTHER, "198.51.100.7", None)
            case "ended by the manager":
                people_admin.end_sign_ins(cast.manager.actor(), cast.therapist.id)
            case "ended from the list":
                actor = cast.therapist.actor()
                sign_in_list.end_others(actor, actor.id)


BY_MANY = ["disabled", "disabled and enabled", "password changed", "ended by the manager"]


@pytest.mark.parametrize("how", ["signed out", "ended from the list", *BY_MANY])
def test_a_row_put_back_opens_nothing(app: Flask, cast: Cast, ines: FlaskClient, thief: Thief, how: str) -> None:
    row, person = kept(app, cast)
    assert thief().get("/review").status_code == 200
    _end(app, cast, ines, how)
    back(app, row)
    assert thief().get("/review").status_code == 302
    back(app, row, person)
    assert thief().get("/review").status_code == 302


@pytest.mark.parametrize("how", BY_MANY)
def test_a_row_that_was_hidden_meanwhile_opens_nothing(
    app: Flask, cast: Cast, ines: FlaskClient, thief: Thief, how: str
) -> None:
    row, _ = kept(app, cast)
    with app.app_context():
        remove(SignIn, SignIn.id == row["id"])
    _end(app, cast, ines, how)
    back(app, row)
    assert thief().get("/review").status_code == 302


def test_a_later_end_opens_nothing(app: Flask, cast: Cast, thief: Thief) -> None:
    row, _ = kept(app, cast)
    with clock.at(clock.now() + timedelta(days=20)):
        back(app, row, expires_at=clock.now() + timedelta(days=365), last_seen_at=clock.now())
        assert thief().get("/review").status_code == 302


@pytest.mark.parametrize("how", ["moved before the pause", "moved after it", "put back as it was"])
def test_stillness_is_not_undone_in_the_database(app: Flask, cast: Cast, ines: FlaskClient, how: str) -> None:
    row, _ = kept(app, cast)
    with clock.at(clock.now() + PAUSE):
        if how == "moved before the pause":
            change(app, cast.therapist, last_seen_at=clock.now())
        else:
            assert ines.get("/review").status_code == 302
            back(app, row, **({"last_seen_at": clock.now()} if "moved" in how else {}))
        assert ines.get("/review").status_code == 302
        assert ines.get("/review").status_code == 302  # being asked does not make it good
        with app.app_context():
            assert bool(stored(AuditRow, AuditRow.act == "refused.row")) is ("moved" in how)


def test_nothing_makes_an_ended_one_good_again(app: Flask, cast: Cast, ines: FlaskClient, thief: Thief) -> None:
    row, _ = kept(app, cast)
    _end(app, cast, ines, "signed out")
    back(app, row)
    with app.app_context():
        proofs.prove(row["id"], row["person_id"])
    assert thief().get("/review").status_code == 302
    with app.app_context():
        assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize("how", ["signed out", "ended from the list", *BY_MANY[2:]])
def test_one_that_is_said_to_be_left_alone_is_not_taken_up(
    app: Flask, cast: Cast, ines: FlaskClient, thief: Thief, how: str
) -> None:
    _end(app, cast, ines, how)
    change(app, cast.therapist, ended_by=EndedBy.IDLE)
    assert asked_for_code(thief(), cast.therapist, ANOTHER if how == "password changed" else None)


def test_one_that_was_taken_up_is_not_taken_up_again(app: Flask, cast: Cast, ines: FlaskClient, thief: Thief) -> None:
    row, _ = kept(app, cast)
    with clock.at(clock.now() + PAUSE):
        ines.get("/review")
        assert not asked_for_code(ines, cast.therapist)
        with app.app_context():
            overwrite(SignIn, SignIn.id == row["id"], ended_by=EndedBy.IDLE)
        assert asked_for_code(thief(), cast.therapist)
        back(app, row, last_seen_at=clock.now())
        assert thief().get("/review").status_code == 302
