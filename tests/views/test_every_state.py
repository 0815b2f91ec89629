"""Every address about a patient, asked by people who once might or do not yet: each finds nothing there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from journal.models import CareRelation
from journal.services.care import care_endings
from journal.services.people import people_admin
from tests.support.cast import Cast, Member, join, make_clinic
from tests.views.routes import PRIVATE, has_id
from tests.views.steps import SignedIn, acts, scalar
from tests.views.test_every_route import asked, words_of
from tests.views.things import Things, path_to_nothing

PASSWORD = "two ferries and one lantern"
ABOUT_SOMEBODY = [key for key in PRIVATE if has_id(key)]


def elsewhere(role: str) -> Member:
    """Somebody of another clinic of the same installation."""
    return join(make_clinic(), f"Ada {role.capitalize()}", role, "Staff 77", PASSWORD)


def former(app: Flask, cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The therapist, signed in before their care was ended."""
    client = signed_in(cast.therapist)
    pair = (CareRelation.patient_id == cast.patient.id) & (CareRelation.therapist_id == cast.therapist.id)
    relation_id = scalar(app, select(CareRelation.id).where(pair))
    with app.app_context():
        care_endings.end(cast.manager.actor(), relation_id)
    return client


def not_granted_yet(app: Flask, cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The therapist whom the patient has been asked about and has not answered for."""
    return signed_in(cast.other_therapist)


def therapist_elsewhere(app: Flask, cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """A therapist of another clinic."""
    with app.app_context():
        member = elsewhere("therapist")
    return signed_in(member)


def manager_elsewhere(app: Flask, cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The manager of another clinic."""
    with app.app_context():
        member = elsewhere("manager")
    return signed_in(member)


OUTSIDE: tuple[Callable[[Flask, Cast, SignedIn], FlaskClient], ...] = (
    former, not_granted_yet, therapist_elsewhere, manager_elsewhere,
)  # fmt: skip


@pytest.mark.parametrize("outsider", OUTSIDE, ids=lambda outsider: outsider.__name__)
def test_nothing_of_a_patient_is_there_for_who_is_outside(
    app: Flask,
    cast: Cast,
    signed_in: SignedIn,
    things: Things,
    outsider: Callable[[Flask, Cast, SignedIn], FlaskClient],
) -> None:
    client = outsider(app, cast, signed_in)
    before = acts(app, cast.clinic_id)
    for key in ABOUT_SOMEBODY:
        answer, nowhere = asked(client, key, things.path(key)), asked(client, key, path_to_nothing(key))
        assert (answer.status_code, nowhere.status_code) == (404, 404), key
        assert words_of(answer) == words_of(nowhere), key
    assert acts(app, cast.clinic_id) == before


@pytest.mark.parametrize("who", ["patient", "therapist", "manager"])
def test_an_account_that_was_disabled_finds_the_sign_in_page_everywhere(
    app: Flask, cast: Cast, signed_in: SignedIn, things: Things, who: str
) -> None:
    member: Member = getattr(cast, who)
    client = signed_in(member)
    with app.app_context():
        second = join(cast.clinic_id, "Vera Manager", "manager", "Staff 78", PASSWORD)
        people_admin.disable(second.actor(), member.id)
    assert_is_a_stranger(app, cast, client, things)


def assert_is_a_stranger(app: Flask, cast: Cast, client: FlaskClient, things: Things) -> None:
    """Every address answers as to somebody who has never been here, and nothing is done."""
    before = acts(app, cast.clinic_id)
    for key in PRIVATE:
        answer = asked(client, key, things.path(key))
        if key.startswith("GET"):
            assert (answer.status_code, answer.location.startswith("/sign-in")) == (302, True), key
        else:
            assert answer.status_code == 401, key
    assert acts(app, cast.clinic_id) == before
