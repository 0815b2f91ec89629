"""A manager closes the clinic: told what ends, asked to prove who they are, and only once."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from journal import clock
from journal.services.care import care
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import SignedIn, post, share

PAGE = "/clinic/close"


def close(manager: FlaskClient) -> None:
    """Closes the clinic through the page."""
    answer = press(manager, manager.get(PAGE), "Close the clinic", understood="yes")
    assert (answer.status_code, answer.location) == (303, "/clinic")


def test_closing_ends_all_care_and_leaves_patients_what_is_theirs(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    patient, therapist, manager = (signed_in(each) for each in (cast.patient, cast.therapist, cast.manager))
    reflection_id = share(patient, "words of a summer")
    assert "2 times a therapist loses access" in manager.get(PAGE).text
    close(manager)
    assert therapist.get(f"/review/{reflection_id}").status_code == 404
    assert "words of a summer" in patient.get(f"/reflections/{reflection_id}").text
    assert "My therapist too" not in patient.get("/reflections/new").text
    with app.app_context():
        assert care.readers(cast.patient.id) == []


def test_a_closed_clinic_says_so_and_is_not_closed_again(cast: Cast, signed_in: SignedIn) -> None:
    manager = signed_in(cast.manager)
    close(manager)
    assert "This clinic is closed" in manager.get(PAGE).text
    assert post(manager, PAGE, understood="yes").status_code == 404
    typed = {"role": "patient", "name": "Ada", "email": "ada@people.example"}
    assert post(manager, "/people/new", **typed).status_code in (400, 409)


def test_nothing_ends_before_it_is_confirmed(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    manager = signed_in(cast.manager)
    refused = post(manager, PAGE)
    assert refused.status_code == 400
    assert "Tell them first." in refused.text
    with clock.at(clock.now() + timedelta(minutes=11)):
        stale = post(manager, PAGE, understood="yes")
    assert stale.location.startswith("/step-up")
    with app.app_context():
        assert care.readers(cast.patient.id)
