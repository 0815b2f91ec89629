"""Withdrawing as the pages tell it: before sharing, again when withdrawing, and where a copy is kept."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from journal.models import Clinic, WithdrawnCopy
from tests.security.tampering import damage
from tests.services.hands import overwrite
from tests.support.cast import Cast
from tests.support.forms import press
from tests.support.rules import keep_withdrawn
from tests.views.steps import SignedIn, post, scalar, share, write

KEPT = "a sealed copy of it stays with them for 7 years"
ERASED = "If you make it private later, the clinic&#39;s copy is erased."


@pytest.fixture
def keeping(app: Flask, cast: Cast) -> None:
    with app.app_context():
        keep_withdrawn(cast.clinic_id)


def says(page: str, words: str) -> bool:
    return words in page or words.replace("&#39;", "'") in page


def reviewed(patient: FlaskClient, therapist: FlaskClient, text: str = "words that were shared") -> str:
    reflection_id = share(patient, text, "A title")
    press(therapist, therapist.get(f"/review/{reflection_id}"), "Mark as reviewed")
    return reflection_id


def withdrawn(app: Flask, patient: FlaskClient, therapist: FlaskClient) -> str:
    post(patient, f"/reflections/{reviewed(patient, therapist)}/make-private")
    return str(scalar(app, select(WithdrawnCopy.id)))


def test_the_rule_stands_where_sharing_is_chosen(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    reflection_id = write(patient, "words")
    pages = ("/reflections/new", f"/reflections/{reflection_id}")
    assert all(says(patient.get(page).text, ERASED) for page in pages)
    with app.app_context():
        keep_withdrawn(cast.clinic_id)
    assert all(KEPT in patient.get(page).text for page in pages)


@pytest.mark.usefixtures("keeping")
def test_withdrawing_and_deleting_say_first_that_a_copy_stays(patient: FlaskClient, therapist: FlaskClient) -> None:
    reflection_id = reviewed(patient, therapist)
    for page in ("make-private", "delete"):
        text = patient.get(f"/reflections/{reflection_id}/{page}").text
        assert "A copy stays." in text
        assert "Dr. Ines Okafor can open it, and you see when." in text
        assert "will no longer be able to open it" not in text
        assert "/record" in text


@pytest.mark.usefixtures("keeping")
def test_what_was_not_reviewed_is_said_to_be_erased(patient: FlaskClient) -> None:
    page = patient.get(f"/reflections/{share(patient, 'words')}/make-private").text
    assert "The shared copy is erased, because nobody has marked it as reviewed; the clinic keeps none." in page


def test_where_nothing_is_kept_the_page_says_so(patient: FlaskClient, therapist: FlaskClient) -> None:
    page = patient.get(f"/reflections/{reviewed(patient, therapist)}/make-private").text
    assert "The shared copy is erased; the clinic keeps none." in page
    assert "The clinic keeps no copy of anything you made private." in patient.get("/record").text


@pytest.mark.usefixtures("keeping")
def test_the_therapist_finds_it_marked_and_the_patient_sees_who_opened_it(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    copy_id = withdrawn(app, patient, therapist)
    assert "Nobody has opened it since." in patient.get("/record").text
    listed = therapist.get(f"/patients/{cast.patient.id}").text
    assert "Withdrawn, kept by the clinic&#39;s rule" in listed or "Withdrawn, kept by the clinic's rule" in listed
    page = therapist.get(f"/withdrawn/{copy_id}")
    assert "words that were shared" in page.text
    assert "Maya Lindqvist" in page.text
    assert "<title>Withdrawn reflection - Interleaf</title>" in page.text
    assert "Save note" not in page.text
    assert "Dr. Ines Okafor opened it" in patient.get("/record").text
    own = patient.get(f"/withdrawn/{copy_id}").text
    assert "words that were shared" in own
    assert "Dr. Ines Okafor, last" in own


@pytest.mark.usefixtures("keeping")
def test_it_is_not_there_for_anybody_else(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient, signed_in: SignedIn
) -> None:
    copy_id = withdrawn(app, patient, therapist)
    for member in (cast.other_patient, cast.other_therapist, cast.manager):
        assert signed_in(member).get(f"/withdrawn/{copy_id}").status_code == 404


@pytest.mark.usefixtures("keeping")
def test_it_outlives_the_reflection(app: Flask, patient: FlaskClient, therapist: FlaskClient) -> None:
    reflection_id = reviewed(patient, therapist)
    post(patient, f"/reflections/{reflection_id}/delete")
    copy_id = scalar(app, select(WithdrawnCopy.id))
    assert "words that were shared" in therapist.get(f"/withdrawn/{copy_id}").text


@pytest.mark.usefixtures("keeping")
def test_a_damaged_copy_is_said_not_to_open_and_the_rest_goes_on(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    copy_id = withdrawn(app, patient, therapist)
    damage(app, WithdrawnCopy, copy_id, "head_sealed")
    damage(app, WithdrawnCopy, copy_id, "body_sealed")
    assert therapist.get(f"/withdrawn/{copy_id}").status_code == 422
    assert "This copy cannot be opened" in therapist.get(f"/patients/{cast.patient.id}").text
    assert "This copy cannot be opened" in patient.get("/record").text


def test_the_record_page_has_the_clinics_words_or_says_that_there_are_none(
    app: Flask, cast: Cast, patient: FlaskClient
) -> None:
    page = patient.get("/record").text
    assert page.count("has not said yet") == 3
    with app.app_context():
        overwrite(Clinic, record_court="We **call you** first.")
    page = patient.get("/record").text
    assert "We <strong>call you</strong> first." in page
    assert page.count("has not said yet") == 2
    assert "those of Dr. Ines Okafor" in page


@pytest.mark.parametrize("address", ["/account", "/reflections/new"])
def test_the_record_page_is_found_where_the_question_comes_up(patient: FlaskClient, address: str) -> None:
    assert "Is this part of my record?" in patient.get(address).text
