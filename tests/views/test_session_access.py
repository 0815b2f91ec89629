"""Who finds the record of a session, and what a brief says of it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.routes import member
from tests.views.steps import SignedIn, post, share
from tests.views.treatment_steps import check_in, join


def test_nobody_else_finds_the_session(app: Flask, cast: Cast, sam: FlaskClient, signed_in: SignedIn) -> None:
    address = check_in(sam)
    for who in ("patient", "other_patient", "therapist", "other_therapist", "manager", "prescriber"):
        client = signed_in(member(app, cast, who))
        # her own page of it, and that of who reads what she shares, hold nothing of the record
        own = {"patient": 200, "therapist": 302}.get(who, 404)
        paths = (address, f"{address}/record/given", f"{address}/events/new")
        assert [client.get(path).status_code for path in paths] == [own, 404, 404], who
        assert post(client, f"{address}/log", pulse="72").status_code == 404
        assert post(client, f"{address}/start", when="now", version="1").status_code == 404
    assert sam.get(f"{address}/record/nothing").status_code == 404
    assert post(sam, "/sessions/check-in", patient_id=str(cast.other_patient.id)).status_code == 404


@pytest.mark.parametrize("role", ["nurse", "prescriber"])
def test_neither_nurse_nor_prescriber_opens_a_reflection(
    app: Flask, cast: Cast, signed_in: SignedIn, role: str
) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    shared = share(patient, "words for the therapist alone")
    assert "words for the therapist alone" in therapist.get(f"/review/{shared}").text
    clinician = member(app, cast, role)
    join(app, cast, clinician)
    client = signed_in(clinician)
    check_in(client)
    for path in (f"/review/{shared}", f"/reflections/{shared}", f"/reflections/{shared}/edit", "/review", "/patients",
                 f"/patients/{cast.patient.id}", f"/patients/{cast.patient.id}/brief", "/search"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "words for the therapist" not in answer.text
    assert "words for the therapist" not in client.get("/sessions").text


def test_the_brief_tells_a_therapist_of_the_team_what_was_unusual(
    app: Flask, cast: Cast, sam: FlaskClient, signed_in: SignedIn
) -> None:
    therapist = signed_in(cast.therapist)
    before = f"/patients/{cast.patient.id}/brief"
    join(app, cast, cast.therapist)
    address = check_in(sam)
    press(sam, sam.get(f"{address}/record/given"), "Save", dose="40", unit="mg", route="lozenge")
    press(sam, sam.get(address), "Save blood pressure", systolic="172", diastolic="96")
    press(sam, sam.get(f"{address}/events/new"), "Save", what="Nausea")
    page = therapist.get(before).text
    for words in ("First session", "lozenge", "172/96", "adverse event: Nausea", f'href="{address}"'):
        assert words in page
    change_team = signed_in(cast.manager)
    link = change_team.get(f"/care-teams/{cast.patient.id}").text.split("/care-teams/treatment/")
    for each in link[1:]:
        press(change_team, change_team.get(f"/care-teams/treatment/{each.split('/')[0]}/end"), "End")
    page = therapist.get(before).text
    assert "First session" in page
    assert "172/96" not in page
