"""Pages of recorded sessions: the first page of a nurse, one session, its log, and words that come back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from journal import clock
from journal.models import SessionRecord
from tests.support.cast import Cast, Member
from tests.support.forms import form_with, press
from tests.views.steps import JSON, scalar
from tests.views.treatment_steps import check_in


def entries(app: Flask) -> int:
    return int(scalar(app, select(func.count()).select_from(SessionRecord).where(SessionRecord.part == "entry")))


def test_a_nurse_checks_in_and_records_a_session(cast: Cast, sam: FlaskClient) -> None:
    page = sam.get("/", follow_redirects=True)
    assert "<h1>Sessions</h1>" in page.text
    assert f"{cast.patient.name}, " in page.text
    assert cast.patient.identifier in page.text
    address = check_in(sam)
    again = press(sam, sam.get("/sessions"), "Check in")
    assert again.status_code == 409
    assert f'href="{address}">Go to that session' in again.text
    assert press(sam, sam.get(address), "Begin now").status_code == 303
    answer = press(sam, sam.get(f"{address}/record/given"), "Save", dose="40", route="intramuscular")
    assert answer.status_code == 400
    assert "A dose needs its unit" in answer.text
    assert press(sam, answer, "Save", unit="mg").status_code == 303
    pressed = press(sam, sam.get(address), "Save pulse", pulse="72")
    assert pressed.status_code == 303
    slip = press(sam, sam.get(address), "Save blood pressure", systolic="1200", diastolic="80")
    assert slip.status_code == 409
    for words in ("Is this meant?", 'value="1200"', "still below"):
        assert words in slip.text
    assert press(sam, slip, "Save blood pressure", systolic="165").status_code == 303
    page = sam.get(address).text
    assert "Outside the limits" in page
    assert "<polyline" in page
    assert press(sam, sam.get(address), "End now").status_code == 303
    assert "Ended" in sam.get("/sessions").text


def test_a_button_enters_its_own_number_and_what_else_was_changed(app: Flask, sam: FlaskClient) -> None:
    address = check_in(sam)
    press(sam, sam.get(address), "Save all", pulse="72", oxygen="98")
    press(sam, sam.get(address), "Save distress", distress="3")
    press(sam, sam.get(address), "Save oxygen", oxygen="97", observation="Asleep")
    page = sam.get(address).text
    assert entries(app) == 3
    assert page.count('data-label="Pulse">72<') == 1  # the last number stood in the form and was not measured again
    assert page.count("Asleep") == 1


def test_the_record_is_read_at_a_glance(app: Flask, nurse: Member, sam: FlaskClient) -> None:
    address = check_in(sam)
    with app.app_context():
        at = f"{clock.now().astimezone(ZoneInfo(nurse.actor().zone)):%H:%M}"
    press(sam, sam.get(f"{address}/record/readiness"), "Save", systolic="132", diastolic="84", medication_checked="y")
    press(sam, sam.get(f"{address}/record/given"), "Save", dose="40", unit="mg")
    press(sam, sam.get(f"{address}/events/new"), "Save", what="Nausea", at=at)
    page = sam.get(address).text
    assert all(words in page for words in ("132/84", "40 mg", ">Yes<", f"{at}</time>. <strong"))


def test_the_end_is_not_where_the_beginning_was(sam: FlaskClient) -> None:
    address = check_in(sam)
    press(sam, sam.get(address), "Begin now")
    page = sam.get(address)
    assert page.text.index("Save all") < page.text.index("End now")
    press(sam, page, "End now")
    assert "Go through leaving" in sam.get(address).text


def test_an_entry_of_a_script_is_kept_once(app: Flask, sam: FlaskClient) -> None:
    address = check_in(sam)
    fields = {**form_with(sam.get(address), button="Save all").fields, "pulse": "72", "save": "pulse", "waited": "40"}
    for _ in range(2):
        answer = sam.post(f"{address}/log", data=fields, headers=JSON)
        assert (answer.status_code, "saved" in answer.get_json()) == (200, True)
    assert entries(app) == 1
    asked = sam.post(f"{address}/log", data={**fields, "pulse": "720"}, headers=JSON)
    assert (asked.status_code, asked.get_json()) == (409, {"reason": "look"})


def test_a_correction_is_seen(sam: FlaskClient) -> None:
    address = check_in(sam)
    press(sam, sam.get(address), "Save pulse", pulse="47")
    link = sam.get(address).text.split(f'href="{address}/log/')[1].split('"')[0]
    page = sam.get(f"{address}/log/{link}")
    asked = press(sam, page, "Save the correction", pulse="720")
    assert (asked.status_code, 'value="720"' in asked.text) == (409, True)
    assert press(sam, page, "Save the correction", pulse="72").status_code == 303
    stale = press(sam, page, "Save the correction", pulse="73")
    assert (stale.status_code, 'value="73"' in stale.text, "corrected meanwhile" in stale.text) == (400, True, True)
    now = sam.get(f"{address}/log/{link}").text
    assert "What stood there before" in now
    assert "Corrected" in sam.get(address).text
