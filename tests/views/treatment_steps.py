"""Steps of a treatment team: somebody is let into the record, and a patient checked in."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from journal.services.treatment import treatment_requests, treatment_team
from tests.support import shown
from tests.support.cast import Cast, Member
from tests.support.forms import press


def join(app: Flask, cast: Cast, clinician: Member) -> None:
    """The patient lets a clinician into their treatment record."""
    with app.app_context():
        asked = treatment_team.ask(cast.manager.actor(), cast.patient.id, clinician.id)
        words = shown.of_person(clinician.id)
        treatment_requests.answer(cast.patient.actor(), asked, accept=True, also_before=True, fingerprint=words)


def check_in(client: FlaskClient) -> str:
    """The address of the session that a patient is checked in for."""
    answer = press(client, client.get("/sessions"), "Check in")
    assert answer.status_code == 303, answer.text
    return str(answer.location)
