"""What a patient decides alone on Account: taking the journal along, and stopping a therapist's reading."""

from __future__ import annotations

import io
import json
from uuid import uuid4
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from journal.models import Cover, SignIn
from journal.services.care import care, care_requests
from tests.services.covering import grant, name
from tests.services.hands import newcomer
from tests.support import shown
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import SignedIn, acts, annotate, change, post, scalar, share, write


def test_the_account_leads_to_the_file_that_holds_everything(patient: FlaskClient) -> None:
    write(patient, "for me alone")
    share(patient, "to be read", "A title")
    assert 'href="/account/export"' in patient.get("/account").text
    page = patient.get("/account/export")
    for words in ("2 reflections", "the file is not sealed", "journal.json"):
        assert words in page.text
    file = press(patient, page, "Export my journal")
    assert (file.status_code, file.mimetype, file.headers["Cache-Control"]) == (200, "application/zip", "no-store")
    assert file.headers["Content-Disposition"] == 'attachment; filename="journal.zip"'
    with ZipFile(io.BytesIO(file.data)) as taken:
        machine = json.loads(taken.read("journal.json"))
        assert [each["body"] for each in machine["reflections"]] == ["for me alone", "to be read"]
        assert "## A title" in taken.read("journal.md").decode()
    assert "You took a copy of your whole journal." in patient.get("/account/history").text


def test_the_page_of_an_empty_journal_says_so(patient: FlaskClient) -> None:
    assert "No reflection yet" in patient.get("/account/export").text


def test_the_file_asks_for_a_fresh_proof(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    page = patient.get("/account/export")
    change(app, update(SignIn).values(proved_at=None))
    before = acts(app, cast.clinic_id)
    assert press(patient, page, "Export my journal").location.startswith("/step-up")
    assert acts(app, cast.clinic_id) == before


@pytest.mark.parametrize("who", ["therapist", "manager"])
def test_staff_have_no_journal_and_nobody_to_stop(cast: Cast, signed_in: SignedIn, who: str) -> None:
    client = signed_in(getattr(cast, who))
    account = client.get("/account").text
    assert "/account/export" not in account
    assert "Stop letting" not in account
    assert client.get("/account/export").status_code == 404
    assert post(client, "/account/export").status_code == 404


def test_a_patient_stops_a_therapist_who_has_a_page_open(cast: Cast, patient: FlaskClient, signed_in: SignedIn) -> None:
    therapist, manager = signed_in(cast.therapist), signed_in(cast.manager)
    shared = share(patient, "words to read")
    opened = therapist.get(f"/review/{shared}")
    annotate(therapist, shared, "kept for later", visibility="appointment")
    address = f"/account/readers/{cast.therapist.id}/stop"
    assert f'<a class="link" href="{address}">Stop letting Dr. Ines Okafor read</a>' in patient.get("/account").text
    page = patient.get(address)
    for words in ("What was read cannot be unread", "gets a new key", "care-team page", "nobody reads"):
        assert words in page.text
    assert "kept for later" not in page.text
    assert press(patient, page, "Stop letting Dr. Ines Okafor read").location == "/account#readers"
    after = patient.get("/account").text
    assert "Nothing of yours opens for them any more" in after
    assert "Stop letting" not in after
    assert press(therapist, opened, "Save note", note="too late", visibility="now").status_code == 404
    assert therapist.get(f"/review/{shared}").status_code == 404
    assert "kept for later" not in patient.get(f"/reflections/{shared}").text
    assert "Ended" in manager.get(f"/care-teams/{cast.patient.id}").text
    assert press(patient, page, "Stop letting Dr. Ines Okafor read").status_code == 404


def test_with_two_therapists_each_has_a_link_and_the_other_goes_on(
    app: Flask, cast: Cast, patient: FlaskClient
) -> None:
    with app.app_context():
        asked = care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
        care_requests.answer(cast.patient.actor(), asked, accept=True, fingerprint=shown.of_request(asked))
    assert patient.get("/account").text.count("Stop letting") == 2
    page = patient.get(f"/account/readers/{cast.other_therapist.id}/stop")
    assert "Dr. Ines Okafor goes on reading as before" in page.text
    press(patient, page, "Stop letting Tomas Reyes read")
    after = patient.get("/account").text
    assert (after.count("Stop letting"), "Stop letting Dr. Ines Okafor read" in after) == (1, True)


@pytest.mark.parametrize("who", ["other_patient", "therapist", "manager"])
def test_nobody_else_finds_that_page(cast: Cast, signed_in: SignedIn, who: str) -> None:
    client = signed_in(getattr(cast, who))
    for address in (f"/account/readers/{cast.therapist.id}/stop", f"/account/readers/{uuid4()}/stop"):
        assert client.get(address).status_code == 404
        assert post(client, address).status_code == 404


@pytest.mark.parametrize(("button", "becomes"), [("Yes, on these days", "granted"), ("Not now", "declined")])
def test_the_second_press_of_an_answer_about_days_away_is_answered_as_the_first(
    app: Flask, cast: Cast, patient: FlaskClient, button: str, becomes: str
) -> None:
    with app.app_context():
        name(cast)
    page = patient.get("/")
    for _ in range(2):
        assert press(patient, page, button).location == "/"
        assert "Your answer is kept." in patient.get("/").text
    other = {"Not now": "Yes, on these days"}.get(button, "Not now")
    assert press(patient, page, other).status_code == 404
    assert scalar(app, select(Cover.state)) == becomes


def test_a_patient_who_said_not_now_by_mistake_is_asked_again_by_one_button(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    with app.app_context():
        name(cast)
    press(patient, patient.get("/"), "Not now")
    page = therapist.get("/cover")
    assert [press(therapist, page, "Ask again").location for _ in range(2)] == ["/cover", "/cover"]
    assert "Your patient is asked once more, and decides." in therapist.get("/cover").text
    assert press(patient, patient.get("/"), "Yes, on these days").location == "/"
    assert "Ask again" not in therapist.get("/cover").text


def test_the_second_press_that_ends_a_cover_is_answered_as_the_first(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    with app.app_context():
        grant(cast)
    page, account = therapist.get("/cover"), patient.get("/account")
    assert [press(therapist, page, "End").location for _ in range(2)] == ["/cover", "/cover"]
    assert press(patient, account, "End this cover").status_code == 404


def test_days_away_are_ended_for_all_patients_by_one_button(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    with app.app_context():
        newcomer(cast, "Lena Voss", "patient", cast.therapist)
        grant(cast)
    page = therapist.get("/cover")
    assert "End these days for all 2 patients" in page.text
    assert [press(therapist, page, "End these days").location for _ in range(2)] == ["/cover", "/cover"]
    after = therapist.get("/cover").text
    assert "These days are ended for all your patients." in after
    assert "Nobody. While you are away" in after
    assert "Tomas Reyes" not in patient.get("/account").text
    assert post(therapist, "/cover/end", covering="x", starts_on="", ends_on="2027-02-01").status_code == 404
