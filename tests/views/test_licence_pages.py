"""Licences of staff, and the limits of the session log: what a manager sets and is told."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from journal import clock
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.routes import member
from tests.views.steps import SignedIn


def test_licences_warn_the_manager_and_the_person(
    app: Flask, cast: Cast, ruth: FlaskClient, signed_in: SignedIn
) -> None:
    nurse = member(app, cast, "nurse")
    sam = signed_in(nurse)
    address, soon = f"/people/{nurse.id}", (clock.now() + timedelta(days=30)).date()
    refused = press(ruth, ruth.get(address), "Keep the licence", licence_number="RN 12", expires_on="")
    assert (refused.status_code, 'value="RN 12"' in refused.text) == (409, True)
    assert press(ruth, refused, "Keep the licence", expires_on=soon.isoformat()).status_code == 303
    for client, path in ((ruth, "/people"), (ruth, address), (sam, "/sessions"), (sam, "/account")):
        assert "runs out on" in client.get(path).text, path
    far = (clock.now() + timedelta(days=200)).date()
    press(ruth, ruth.get(address), "Keep the licence", licence_number="RN 12", expires_on=far.isoformat())
    assert "runs out on" not in sam.get("/sessions").text


def test_limits_are_the_clinics_to_set(ruth: FlaskClient) -> None:
    page = ruth.get("/clinic/limits")
    crossed = press(ruth, page, "Save", systolic_least="140", systolic_most="120")
    assert (crossed.status_code, "must lie above" in crossed.text) == (400, True)
    assert press(ruth, page, "Save", systolic_most="150").status_code == 303
    assert "90 to 150" in ruth.get("/clinic").text


def test_a_therapist_is_told_on_the_page_of_their_work(cast: Cast, ruth: FlaskClient, signed_in: SignedIn) -> None:
    soon = (clock.now() + timedelta(days=30)).date()
    page = ruth.get(f"/people/{cast.therapist.id}")
    press(ruth, page, "Keep the licence", licence_number="PSY 7", expires_on=soon.isoformat())
    assert "Your licence PSY 7 runs out on" in signed_in(cast.therapist).get("/review").text
