"""Pages of the treatment team: a manager asks, the patient answers and stops, and a clinician leaves."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from journal.models import SignIn, TreatmentMember
from journal.services.sessions import sessions
from tests.support.cast import Cast, Member
from tests.support.forms import press
from tests.views.routes import member
from tests.views.steps import SignedIn, change, post, scalar, share


@pytest.fixture
def nurse(app: Flask, cast: Cast) -> Member:
    """A nurse new at the clinic."""
    return member(app, cast, "nurse")


def ask(ruth: FlaskClient, cast: Cast, clinician: Member) -> None:
    page = ruth.get(f"/care-teams/{cast.patient.id}")
    assert "Treatment record" in page.text
    assert press(ruth, page, "Ask the patient", clinician_id=str(clinician.id)).status_code == 303


def test_the_patient_is_asked_on_today_and_says_yes(
    cast: Cast, patient: FlaskClient, ruth: FlaskClient, nurse: Member
) -> None:
    ask(ruth, cast, nurse)
    assert "the patient has not answered" in ruth.get(f"/care-teams/{cast.patient.id}").text
    page = patient.get("/")
    for words in ("Nurse Haddad asks to read your treatment record", "never a reflection", "compare these words",
                  "Share from now on", "Share what I shared before too", "Not now"):  # fmt: skip
        assert words in page.text
    assert press(patient, page, "Share from now on").status_code == 303
    assert "asks to read your treatment record" not in patient.get("/").text
    assert "Reads since" in ruth.get(f"/care-teams/{cast.patient.id}").text
    account = patient.get("/account").text
    assert "Nurse Haddad (nurse)" in account
    assert "You let Nurse Haddad read your treatment record." in patient.get("/account/history").text


def test_what_was_there_before_asks_for_a_fresh_proof(
    app: Flask, cast: Cast, patient: FlaskClient, ruth: FlaskClient, nurse: Member
) -> None:
    ask(ruth, cast, nurse)
    page = patient.get("/")
    change(app, update(SignIn).values(proved_at=None))
    assert press(patient, page, "Share what I shared before too").location.startswith("/step-up")


def test_a_dosing_day_asks_nothing(
    app: Flask, cast: Cast, patient: FlaskClient, ruth: FlaskClient, nurse: Member
) -> None:
    ask(ruth, cast, nurse)
    page = patient.get("/")
    with app.app_context():
        sessions.check_in(cast.therapist.actor(), cast.patient.id)
    assert "treatment record" not in patient.get("/").text
    assert press(patient, page, "Share from now on").status_code == 409


@pytest.mark.parametrize("by", ["manager", "patient", "nurse"])
def test_each_of_them_ends_it(app: Flask, cast: Cast, signed_in: SignedIn, nurse: Member, by: str) -> None:
    patient, ruth = signed_in(cast.patient), signed_in(cast.manager)
    ask(ruth, cast, nurse)
    press(patient, patient.get("/"), "Share from now on")
    joined = scalar(app, select(TreatmentMember.id))
    where = {
        "manager": (ruth, f"/care-teams/treatment/{joined}/end", "End"),
        "patient": (patient, f"/account/treatment/{joined}/stop", "Stop letting Nurse Haddad read"),
        "nurse": (signed_in(nurse), f"/sessions/team/{joined}/leave", "Leave the team"),
    }
    client, address, button = where[by]
    assert press(client, client.get(address), button).status_code == 303
    assert scalar(app, select(TreatmentMember.state)) == "ended"
    assert client.get(address).status_code == 404
    for other, path, _ in where.values():
        assert post(other, path).status_code == 404


def test_only_the_right_person_finds_each_page(app: Flask, cast: Cast, signed_in: SignedIn, nurse: Member) -> None:
    ruth = signed_in(cast.manager)
    ask(ruth, cast, nurse)
    joined = scalar(app, select(TreatmentMember.id))
    for who in (cast.other_patient, cast.therapist):
        client = signed_in(who)
        for path in (f"/care-teams/treatment/{joined}/end", f"/account/treatment/{joined}/stop",
                     f"/sessions/team/{joined}/leave"):  # fmt: skip
            assert client.get(path).status_code == 404
            assert post(client, path).status_code == 404
        assert post(client, f"/treatment-requests/{joined}", answer="from_now").status_code == 404
    assert scalar(app, select(TreatmentMember.state)) == "asked"


def test_who_is_of_the_team_finds_no_reflection(cast: Cast, signed_in: SignedIn, nurse: Member) -> None:
    patient, ruth = signed_in(cast.patient), signed_in(cast.manager)
    shared = share(patient, "words for the therapist alone")
    ask(ruth, cast, nurse)
    press(patient, patient.get("/"), "Share what I shared before too")
    client = signed_in(nurse)
    for path in (f"/review/{shared}", f"/reflections/{shared}", f"/patients/{cast.patient.id}", "/review", "/patients",
                 "/search", f"/patients/{cast.patient.id}/brief"):  # fmt: skip
        assert client.get(path).status_code == 404, path
