"""An old row that somebody brought back, with its old version, is refused when it is opened, and stays refused."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from journal import clock
from journal.models import CareRelation, Note, Reflection
from tests.security.tampering import put_back, row_of
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import SignedIn, annotate, change, post, rewrite, share

CANNOT = "This reflection cannot be opened"


@pytest.fixture
def patient(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    return signed_in(cast.patient)


@pytest.fixture
def therapist(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    return signed_in(cast.therapist)


@pytest.fixture
def rolled_back(app: Flask, patient: FlaskClient) -> str:
    """A reflection whose first version was put back in the place of its second."""
    reflection_id = share(patient, "the old words")
    old: dict[str, Any] = row_of(app, Reflection, reflection_id)
    rewrite(patient, reflection_id, text="the new words", audience="therapist")
    put_back(app, Reflection, old)
    return reflection_id


def test_its_writer_is_told(patient: FlaskClient, rolled_back: str) -> None:
    for _ in range(2):
        page = patient.get(f"/reflections/{rolled_back}")
        assert CANNOT in page.text
        assert "the old words" not in page.text


def test_its_reader_is_told(therapist: FlaskClient, rolled_back: str) -> None:
    page = therapist.get(f"/review/{rolled_back}")
    assert CANNOT in page.text
    assert "the old words" not in page.text


@pytest.mark.parametrize("path", ["", "/reviewed"])
def test_a_reader_does_not_make_it_good(
    patient: FlaskClient, therapist: FlaskClient, rolled_back: str, path: str
) -> None:
    post(therapist, f"/review/{rolled_back}{path}") if path else therapist.get(f"/review/{rolled_back}")
    assert "the old words" not in therapist.get(f"/review/{rolled_back}").text
    assert "the old words" not in patient.get(f"/reflections/{rolled_back}").text


def test_making_it_private_does_not_make_it_good(patient: FlaskClient, rolled_back: str) -> None:
    press(patient, patient.get(f"/reflections/{rolled_back}/make-private"), "Make private now")
    assert "the old words" not in patient.get(f"/reflections/{rolled_back}").text


def test_it_is_not_opened_for_writing(patient: FlaskClient, rolled_back: str) -> None:
    assert "the old words" not in patient.get(f"/reflections/{rolled_back}/edit").text


def test_a_reflection_made_shared_by_hand_does_not_open(
    app: Flask, patient: FlaskClient, therapist: FlaskClient
) -> None:
    reflection_id = share(patient, "for me alone")
    press(patient, patient.get(f"/reflections/{reflection_id}/make-private"), "Make private now")
    change(app, update(Reflection).values(state="shared"))
    page = therapist.get(f"/review/{reflection_id}")
    assert page.status_code == 404
    assert "for me alone" not in page.text


def test_the_shared_copy_put_back_after_it_was_made_private_does_not_open(
    app: Flask, patient: FlaskClient, therapist: FlaskClient
) -> None:
    reflection_id = share(patient, "for me alone")
    shared = row_of(app, Reflection, reflection_id)
    press(patient, patient.get(f"/reflections/{reflection_id}/make-private"), "Make private now")
    put_back(app, Reflection, shared)
    assert "for me alone" not in therapist.get(f"/review/{reflection_id}").text


def test_a_note_released_by_hand_stays_closed(app: Flask, patient: FlaskClient, therapist: FlaskClient) -> None:
    reflection_id = share(patient, "words to write about")
    annotate(therapist, reflection_id, "to be said face to face", visibility="appointment")
    change(app, update(Note).values(released_at=clock.now()))
    assert "to be said face to face" not in patient.get(f"/reflections/{reflection_id}").text


def test_a_note_for_me_alone_made_visible_by_hand_does_not_open(
    app: Flask, patient: FlaskClient, therapist: FlaskClient
) -> None:
    reflection_id = share(patient, "words to write about")
    annotate(therapist, reflection_id, "a thought of mine", visibility="only_me")
    change(app, update(Note).values(released_at=clock.now(), visibility="now"))
    page = patient.get(f"/reflections/{reflection_id}")
    assert page.status_code == 200
    assert "a thought of mine" not in page.text


def test_a_therapist_assigned_by_hand_reads_nothing(
    app: Flask, cast: Cast, patient: FlaskClient, signed_in: SignedIn
) -> None:
    reflection_id = share(patient, "words to write about")
    change(app, update(CareRelation).values(therapist_id=cast.other_therapist.id).where(
        CareRelation.patient_id == cast.patient.id))  # fmt: skip
    other = signed_in(cast.other_therapist)
    assert other.get(f"/review/{reflection_id}").status_code == 404
    assert other.get(f"/patients/{cast.patient.id}").status_code == 404
