"""Pages of the evaluation: filled in by patient and clinic, words that come back, and what is signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal import clock
from journal.services.sessions import sessions
from tests.support.cast import Cast, Member
from tests.support.forms import form_with, press
from tests.views.steps import JSON, post
from tests.views.test_words_given_back import come_back


@pytest.fixture
def theirs(cast: Cast) -> str:
    """Where the clinic finds the patient's evaluation."""
    return f"/patients/{cast.patient.id}/evaluation"


def test_a_patient_fills_in_one_section_after_another_and_stops(patient: FlaskClient) -> None:
    assert 'href="/evaluation"' in patient.get("/").text
    page = patient.get("/evaluation")
    for words in ("Nothing is compulsory", "Open this part", "Optional: it can be left out", "Your reflections stay"):
        assert words in page.text
    answer = press(patient, patient.get("/evaluation/medical"), "Save and go on", conditions="Asthma as a child")
    assert (answer.status_code, answer.location) == (303, "/evaluation/mental")
    answer = press(patient, patient.get("/evaluation/mental"), "Stop here", reason="To sleep again")
    assert (answer.status_code, answer.location) == (303, "/evaluation")
    assert "To sleep again" in patient.get("/evaluation/mental").text
    assert press(patient, patient.get("/evaluation/trauma"), "Leave this part out").status_code == 303
    assert "Left out" in patient.get("/evaluation").text
    assert "You left this part out" in patient.get("/evaluation/trauma").text
    assert patient.get("/evaluation/assessment").status_code == 404
    assert patient.get("/evaluation/made-up").status_code == 404


def test_answers_are_kept_as_they_go(patient: FlaskClient) -> None:
    form = form_with(patient.get("/evaluation/medical"), button="Stop here")
    sent = patient.post(form.action, data={**form.fields, "conditions": "Asthma"}, headers=JSON)
    assert sent.get_json() == {"version": 1}
    late = patient.post(form.action, data={**form.fields, "conditions": "None"}, headers=JSON)
    assert (late.status_code, late.get_json()["reason"]) == (409, "moved")
    long = patient.post(form.action, data={**form.fields, "version": "1", "conditions": "x" * 4001}, headers=JSON)
    assert (long.status_code, long.get_json()["reason"]) == (400, "refused")


def test_both_write_in_one_section_and_a_conflict_gives_the_words_back(
    patient: FlaskClient, sam: FlaskClient, theirs: str
) -> None:
    open_page = patient.get("/evaluation/medical")
    answer = press(sam, sam.get(f"{theirs}/medical"), "Stop here", conditions="Asthma, inhaler when needed")
    assert answer.location == theirs
    conflict = press(patient, open_page, "Stop here", conditions="Asthma as a child")
    assert conflict.status_code == 409
    for words in ("changed elsewhere", "Asthma as a child</textarea>", "What stands there now", "inhaler when needed"):
        assert words in conflict.text
    assert press(patient, conflict, "Stop here").status_code == 303
    page = sam.get(f"{theirs}/medical").text
    for words in ("Asthma as a child", "What stood there before", "inhaler when needed", "Maya Lindqvist"):
        assert words in page


def test_only_a_prescriber_signs_and_the_page_says_why_not(
    patient: FlaskClient, sam: FlaskClient, noor: FlaskClient, theirs: str
) -> None:
    flags = {"blood_pressure-answer": "no", "psychosis-answer": "yes", "psychosis-note": "Once, in 2009"}
    assert press(patient, patient.get("/evaluation/flags"), "Save", **flags).location == "/evaluation"
    page = sam.get(f"{theirs}/flags")
    assert "Only a prescriber of the team can clear it" in page.text
    assert "Clear this red flag" not in page.text
    assert "Clear for treatment</button>" not in sam.get(theirs).text
    signing = {"flag": "psychosis", "reason": "Long ago", "version": "1"}
    assert post(sam, f"{theirs}/flags/clear", **signing).status_code == 404
    refused = post(noor, f"{theirs}/clear", reason="Seen twice", version="0", flags_seen="")
    assert refused.status_code == 400
    for words in ("a red flag holds it", "Psychosis, now or at any time before", "Seen twice</textarea>"):
        assert words in refused.text
    empty = press(noor, noor.get(f"{theirs}/flags"), "Clear this red flag", reason="")
    assert "Give the reason" in empty.text
    signed = press(noor, noor.get(f"{theirs}/flags"), "Clear this red flag", reason="Once, after surgery")
    assert signed.status_code == 303
    assert press(noor, noor.get(theirs), "Clear for treatment", reason="Seen twice").status_code == 303
    assert "Cleared by Prescriber Haddad" in sam.get(theirs).text
    own = patient.get("/evaluation").text
    assert "You are cleared for treatment" in own
    assert "Seen twice" not in own
    assert "after surgery" not in patient.get("/evaluation/flags").text
    assert "cleared you for treatment" in patient.get("/account/history").text
    assert press(sam, sam.get(theirs), "Withdraw", reason="Read 190 over 110").status_code == 303
    assert "The clinic withdrew" in patient.get("/evaluation").text


def test_earlier_treatments_are_written_down_by_both_and_counted_for_the_clinic(
    patient: FlaskClient, sam: FlaskClient, theirs: str
) -> None:
    page = patient.get("/evaluation/earlier")
    assert press(patient, page, "Add", name="Sertraline", kind="medicine").status_code == 303
    assert press(patient, page, "Add", name="Sertraline", kind="medicine").status_code == 303
    assert patient.get("/evaluation/earlier").text.count("<strong>Sertraline") == 1
    assert "Give the treatment a name" in press(patient, patient.get("/evaluation/earlier"), "Add", name="").text
    listed = sam.get(f"{theirs}/earlier")
    record = form_with(listed, button="Remove").fields["record_id"]
    edit = sam.get(f"{theirs}/earlier/{record}")
    kept = press(sam, edit, "Save", for_what="depression", adequate="yes", outcome="none")
    assert kept.status_code == 303
    assert "One earlier treatment for depression" in sam.get(theirs).text
    late = press(patient, patient.get(f"/evaluation/earlier/{record}"), "Save", version="1", notes="In spring")
    assert late.status_code == 409
    for words in ("In spring</textarea>", "What stands there now", "No response"):
        assert words in late.text
    assert press(patient, patient.get("/evaluation/earlier"), "Remove").status_code == 303
    gone = press(sam, edit, "Save", notes="Nine weeks")
    assert "removed elsewhere" in gone.text
    assert "Nine weeks</textarea>" in gone.text


def test_on_a_dosing_day_it_waits_and_no_words_are_lost(
    app: Flask, cast: Cast, patient: FlaskClient, noor: FlaskClient, prescriber: Member, theirs: str
) -> None:
    page = patient.get("/evaluation/medical")
    with app.app_context():
        sessions.check_in(prescriber.actor(), cast.patient.id)
    refused = press(patient, page, "Stop here", conditions="Asthma")
    assert refused.status_code == 409
    assert "day of rest" in refused.text
    assert "Asthma</textarea>" in refused.text
    assert "This waits for you until" in patient.get("/evaluation").text
    for section in ("medical", "earlier", "flags"):
        assert patient.get(f"/evaluation/{section}").location == "/evaluation"
    assert press(noor, noor.get(f"{theirs}/medical"), "Stop here", conditions="Asthma").status_code == 303


def test_words_come_back_after_an_expired_sign_in(
    cast: Cast, patient: FlaskClient, noor: FlaskClient, prescriber: Member, theirs: str
) -> None:
    note = {"psychosis-answer": "yes", "psychosis-note": "Once, in 2009"}
    assert press(patient, patient.get("/evaluation/flags"), "Save", **note).status_code == 303
    section, open_flags = patient.get("/evaluation/mental"), noor.get(f"{theirs}/flags")
    with clock.at(clock.now() + timedelta(hours=1)):
        back = come_back(patient, press(patient, section, "Stop here", reason="To sleep"), cast.patient)
        assert "To sleep</textarea>" in back.text
        assert press(patient, back, "Stop here").status_code == 303
        own_flags = patient.get("/evaluation/flags")
        carried = press(noor, open_flags, "Clear this red flag", reason="Seen twice")
        assert "Seen twice</textarea>" in come_back(noor, carried, prescriber).text
    with clock.at(clock.now() + timedelta(hours=2)):
        changed = press(patient, own_flags, "Save", **{"psychosis-note": "Twice, in 2009"})
        back = come_back(patient, changed, cast.patient)
        assert "Twice, in 2009</textarea>" in back.text
        assert press(patient, back, "Save").status_code == 303


def test_a_manager_asks_more_and_reads_no_answer(
    cast: Cast, ruth: FlaskClient, patient: FlaskClient, theirs: str
) -> None:
    answer = press(ruth, ruth.get("/clinic/red-flags"), "Save", **{"red_flags-0-text": "Bladder trouble"})
    assert answer.status_code == 303
    assert "Bladder trouble" in ruth.get("/clinic").text
    assert "Bladder trouble" in patient.get("/evaluation/flags").text
    long = press(ruth, ruth.get("/clinic/red-flags"), "Save", **{"red_flags-0-text": "x" * 201})
    assert (long.status_code, "x" * 201 in long.text) == (400, True)
    assert ruth.get(theirs).status_code == 404
