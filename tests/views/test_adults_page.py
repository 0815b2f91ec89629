"""Accepting an invitation as a patient: the age is asked, and without it all stops with the clinic's phone."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from journal.models import Clinic, Person
from journal.services.people import invitations
from tests.services.hands import overwrite
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import acts, scalar

PASSWORD = "copper kettle on a cold morning"
TYPED = {"password": PASSWORD, "password_again": PASSWORD}


def link(app: Flask, cast: Cast, role: str = "patient") -> str:
    with app.app_context():
        invited = invitations.invite(cast.clinic_id, role=role, name="Noor Haddad", email="noor@people.example")
    return f"/invitations/{invited.token}"


def test_without_the_tick_it_stops_calmly_with_the_clinics_phone(app: Flask, cast: Cast, client: FlaskClient) -> None:
    address = link(app, cast)
    before = acts(app, cast.clinic_id)
    page = client.get(address)
    assert "I am 18 or older" in page.text
    stopped = press(client, page, "Accept invitation", **TYPED)
    assert stopped.status_code == 400
    assert "Nothing was made, and nothing you typed was kept." in stopped.text
    assert 'href="tel:+12125550134"' in stopped.text
    assert PASSWORD not in stopped.text
    assert acts(app, cast.clinic_id) == before
    assert scalar(app, select(Person.role).where(Person.status == "invited")) == "patient"
    accepted = press(client, stopped, "Accept invitation", adult="yes", **TYPED)
    assert "Your recovery kit" in accepted.text


def test_a_tick_outlives_two_passwords_that_differ(app: Flask, cast: Cast, client: FlaskClient) -> None:
    page = client.get(link(app, cast))
    again = press(client, page, "Accept invitation", password=PASSWORD, password_again="another", adult="yes")
    assert "The two are not the same" in again.text
    assert "Your recovery kit" in press(client, again, "Accept invitation", **TYPED).text


def test_the_clinics_own_age_is_asked(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        overwrite(Clinic, adult_age=21)
    assert "I am 21 or older" in client.get(link(app, cast)).text


@pytest.mark.parametrize("role", ["therapist", "manager"])
def test_staff_are_not_asked(app: Flask, cast: Cast, client: FlaskClient, role: str) -> None:
    page = client.get(link(app, cast, role))
    assert "or older" not in page.text
    assert press(client, page, "Accept invitation", **TYPED).status_code in (200, 303)
