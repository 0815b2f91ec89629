"""Pages of care: requests, two therapists, an end during an open page, and what a patient is told afterwards."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from journal import clock
from journal.models import CareRelation, Cover, SignIn
from journal.services.care import care, care_endings, care_requests
from tests.services.covering import end_of, name, today
from tests.support import shown
from tests.support.cast import Cast, sign_in
from tests.support.forms import press
from tests.views.steps import annotate, change, post, scalar, share, write


def ask(app: Flask, cast: Cast) -> str:
    with app.app_context():
        return str(care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id))


def begin(app: Flask, cast: Cast, *, also_before: bool = False) -> None:
    asked = ask(app, cast)
    with app.app_context():
        care_requests.answer(
            cast.patient.actor(),
            UUID(asked),
            accept=True,
            also_before=also_before,
            fingerprint=shown.of_request(UUID(asked)),
        )


def end(app: Flask, cast: Cast) -> None:
    pair = (CareRelation.patient_id == cast.patient.id) & (CareRelation.therapist_id == cast.therapist.id)
    found = scalar(app, select(CareRelation.id).where(pair))
    with app.app_context():
        care_endings.end(cast.manager.actor(), found)


def test_a_request_names_who_asks_and_offers_three_answers(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    ask(app, cast)
    page = patient.get("/")
    for words in ("Tomas Reyes is to be your therapist here", "Share from now on", "Not now", "compare these words"):
        assert words in page.text
    assert press(patient, page, "Share from now on").status_code == 303
    assert "Tomas Reyes" in patient.get("/account").text


def test_sharing_what_was_before_asks_for_a_fresh_proof(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    asked = ask(app, cast)
    change(app, update(SignIn).values(proved_at=None))
    answer = post(patient, f"/care-requests/{asked}", answer="also_before")
    assert answer.location.startswith("/step-up")
    with app.app_context():
        assert len(care.readers(cast.patient.id)) == 1
    assert press(patient, patient.get("/"), "Share from now on").location == "/"


def test_on_a_dosing_day_a_request_is_not_shown_and_an_answer_softly_refused(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    asked = ask(app, cast)
    assert post(therapist, f"/patients/{cast.patient.id}/check-in").status_code == 303
    assert "Tomas Reyes" not in patient.get("/").text
    answer = post(patient, f"/care-requests/{asked}", answer="from_now")
    assert answer.status_code == 409
    assert "day of rest" in answer.text


def test_care_ends_while_the_therapist_has_a_page_open(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    shared = share(patient, "words to read")
    opened = therapist.get(f"/review/{shared}")
    note = annotate(therapist, shared, "for later", visibility="appointment")
    end(app, cast)
    assert press(therapist, opened, "Save note", note="too late", visibility="now").status_code == 404
    assert press(therapist, opened, "Mark as reviewed").status_code == 404
    for path in (f"/review/{shared}", f"/patients/{cast.patient.id}"):
        assert therapist.get(path).status_code == 404
    assert post(therapist, f"/notes/{note}/release").status_code == 404
    assert "words to read" not in therapist.get("/review").text + therapist.get("/patients").text


def test_a_therapist_decides_about_waiting_notes_and_ends_care(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    shared = share(patient, "words to read")
    for each in ("first word", "second word"):
        annotate(therapist, shared, each, visibility="appointment")
    page = therapist.get(f"/patients/{cast.patient.id}/end-care")
    assert "first word" in page.text
    assert press(therapist, page, "Release all").status_code == 303
    assert "second word" in patient.get(f"/reflections/{shared}").text
    page = therapist.get(f"/patients/{cast.patient.id}/end-care")
    assert "No note of yours waits" in page.text
    assert press(therapist, page, "End care").location == "/patients"
    assert therapist.get(f"/patients/{cast.patient.id}").status_code == 404


def test_a_withdrawn_note_never_reaches_the_patient(patient: FlaskClient, therapist: FlaskClient) -> None:
    shared = share(patient, "words to read")
    annotate(therapist, shared, "second thoughts", visibility="appointment")
    asked = press(therapist, therapist.get(f"/review/{shared}"), "Withdraw")
    assert "has not seen it and never will" in asked.text
    assert press(therapist, asked, "Withdraw this note").status_code == 303
    page = therapist.get(f"/review/{shared}").text
    assert "Withdrawn" in page
    assert ">Release<" not in page
    assert "second thoughts" not in patient.get(f"/reflections/{shared}").text


def test_after_care_ends_the_patient_keeps_everything_but_sharing(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    shared = share(patient, "words of before")
    annotate(therapist, shared, "a word about it")
    end(app, cast)
    assert "No therapist reads this now" in patient.get("/").text
    writing = patient.get("/reflections/new").text
    assert "no one at the clinic can see it" in writing
    assert "My therapist too" not in writing
    page = patient.get(f"/reflections/{shared}").text
    for words in ("words of before", "No one at the clinic can see this", "No one at the clinic can read a reply now"):
        assert words in page
    assert "Share with" not in page
    kept = write(patient, "for myself")
    assert "for myself" in patient.get(f"/reflections/{kept}").text
    assert post(patient, f"/reflections/{kept}/share").status_code == 200
    assert "No one at the clinic can see" in patient.get("/account").text
    assert post(patient, f"/reflections/{shared}/delete").status_code == 303


def test_with_two_therapists_the_form_names_both(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    begin(app, cast)
    page = patient.get("/reflections/new").text
    for label in ("Dr. Ines Okafor and Tomas Reyes", "Dr. Ines Okafor only", "Tomas Reyes only"):
        assert f">{label}</label>" in page
    only = write(patient, "for one", audience=cast.other_therapist.id.hex)
    assert "You and Tomas Reyes since" in patient.get(f"/reflections/{only}").text
    assert press(patient, patient.get(f"/reflections/{only}"), "Make private").status_code == 200


def test_an_audience_of_somebody_else_is_refused_and_the_words_kept(cast: Cast, patient: FlaskClient) -> None:
    page = patient.get("/reflections/new")
    answer = press(patient, page, "Save", text="words to keep", audience=cast.manager.id.hex)
    assert answer.status_code == 409
    assert "words to keep" in answer.text


def test_days_away_that_are_not_all_there_are_marked_where_they_are_missing(app: Flask, therapist: FlaskClient) -> None:
    covers = select(func.count()).select_from(Cover)
    answer = post(therapist, "/cover", covering="", starts_on="2027-02-03", ends_on="2027-02-01")
    assert answer.status_code == 400
    assert 'id="covering-fault">Choose a colleague.' in answer.text
    assert 'id="ends_on-fault">The last day comes before the first.' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert 'value="2027-02-03"' in answer.text
    assert scalar(app, covers) == 0


def test_days_away_say_whether_somebody_was_asked_and_what_overlaps(cast: Cast, therapist: FlaskClient) -> None:
    def sent(last: int) -> TestResponse:
        days = {"starts_on": today().isoformat(), "ends_on": (today() + timedelta(days=last)).isoformat()}
        return post(therapist, "/cover", covering=cast.other_therapist.id.hex, **days)

    assert sent(3).status_code == 303
    assert "Your patients are asked." in therapist.get("/cover").text
    assert sent(3).status_code == 303
    again = therapist.get("/cover").text
    assert ("Nobody new was asked" in again, "Your patients are asked." in again) == (True, False)
    refused = sent(4)
    assert refused.status_code == 400
    assert f"{cast.other_therapist.name} is already named for {clock.day(today())} to" in refused.text


def test_a_yes_that_comes_after_the_last_day_is_told_that_the_days_are_over(app: Flask, cast: Cast) -> None:
    midnight = end_of(today())
    with app.app_context(), clock.at(midnight - timedelta(hours=1)):
        name(cast, last=0)
    browser = app.test_client()
    with clock.at(midnight - timedelta(minutes=2)):
        sign_in(browser, cast.patient)
        page = browser.get("/")
    with clock.at(midnight + timedelta(minutes=1)):
        assert press(browser, page, "Yes, on these days").status_code == 303
        assert "These days are over" in browser.get("/").text
        assert scalar(app, select(Cover.state)) == "asked"
