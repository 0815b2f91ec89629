"""Sharing, making private, deleting and restoring, as both sides see it on their pages."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from journal import clock
from journal.models import Reflection, ReflectionDraft, ReflectionVersion, RingGrant
from journal.services.reflections import deleting
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import SignedIn, annotate, change, open_editor, post, rewrite, scalar, share, write

UNREAD = "You can stop sharing; what was read cannot be unread."
NOBODY_READS = "Only you. The clinic has no key to this."


def test_sharing_says_first_what_it_does_and_then_who_can_read(patient: FlaskClient, therapist: FlaskClient) -> None:
    reflection_id = write(patient, "words")
    page = patient.get(f"/reflections/{reflection_id}")
    assert NOBODY_READS in page.text
    assert UNREAD in page.text
    assert therapist.get(f"/review/{reflection_id}").status_code == 404
    assert press(patient, page, "Share with my therapist").status_code == 303
    shared = patient.get(f"/reflections/{reflection_id}").text
    assert "You and Dr. Ines Okafor" in shared
    assert '<span class="badge">Shared</span>' in shared
    assert therapist.get(f"/review/{reflection_id}").status_code == 200
    assert "Nobody but you." not in patient.get(f"/reflections/{reflection_id}").text


def test_making_private_says_first_what_happens_and_takes_access_at_once(
    patient: FlaskClient, therapist: FlaskClient
) -> None:
    reflection_id = share(patient, "words to quote from")
    annotate(therapist, reflection_id, "the note stays", "quote from")
    confirm = press(patient, patient.get(f"/reflections/{reflection_id}"), "Make private")
    assert UNREAD in confirm.text
    assert "Dr. Ines Okafor will no longer be able to open it." in confirm.text
    assert "The note and the replies stay" in confirm.text
    assert press(patient, confirm, "Make private now").status_code == 303
    for address in (f"/review/{reflection_id}", f"/reflections/{reflection_id}"):
        assert therapist.get(address).status_code == 404
    for address in ("/review", f"/patients/{scalar_patient(patient)}"):
        assert reflection_id not in therapist.get(address).text
    page = patient.get(f"/reflections/{reflection_id}").text
    assert "The passage this note was about has been withdrawn." in page
    assert "the note stays" in page
    assert "<mark" not in page
    assert NOBODY_READS in page


def scalar_patient(client: FlaskClient) -> str:
    with client.application.app_context():
        return str(scalar(client.application, select(Reflection.patient_id)))


def test_sharing_again_does_not_bring_the_quotes_back(patient: FlaskClient, therapist: FlaskClient) -> None:
    reflection_id = share(patient, "words to quote from")
    annotate(therapist, reflection_id, "the note stays", "quote from")
    post(patient, f"/reflections/{reflection_id}/make-private")
    post(patient, f"/reflections/{reflection_id}/share")
    page = therapist.get(f"/review/{reflection_id}").text
    assert "the note stays" in page
    assert "The passage this note was about has been withdrawn." in page
    assert "<mark" not in page


def test_who_can_read_is_computed_from_the_grants_that_exist(app: Flask, cast: Cast, patient: FlaskClient) -> None:
    reflection_id = share(patient, "words")
    change(app, delete(RingGrant).where(RingGrant.recipient_id == cast.therapist.id))
    page = patient.get(f"/reflections/{reflection_id}").text
    assert "Only you. No one at the clinic can see this" in page
    assert "and Dr. Ines Okafor since" not in page
    assert "Nobody. No therapist can read here yet." in patient.get("/account").text
    assert "no one at the clinic can see" in patient.get("/reflections/new").text


def test_a_therapist_without_the_grant_opens_nothing(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient
) -> None:
    reflection_id = share(patient, "words that were shared")
    assert "words that were shared" in therapist.get(f"/review/{reflection_id}").text
    change(app, delete(RingGrant).where(RingGrant.recipient_id == cast.therapist.id))
    answer = therapist.get(f"/review/{reflection_id}")
    assert answer.status_code in (200, 404)
    assert "words that were shared" not in answer.text
    assert therapist.get("/review").status_code == 200


def test_a_deleted_reflection_is_gone_for_others_at_once_and_comes_back_for_its_writer(
    patient: FlaskClient, therapist: FlaskClient
) -> None:
    reflection_id = share(patient, "words that were shared")
    therapist.get(f"/review/{reflection_id}")
    confirm = press(patient, patient.get(f"/reflections/{reflection_id}"), "Delete")
    assert "For seven days you alone can restore it" in confirm.text
    assert "What was read cannot be unread." in confirm.text
    press(patient, confirm, "Delete this reflection")
    assert therapist.get(f"/review/{reflection_id}").status_code == 404
    assert reflection_id not in patient.get("/").text
    assert patient.get(f"/reflections/{reflection_id}/edit").status_code == 404
    journal = patient.get("/reflections")
    assert "Deleted lately" in journal.text
    assert press(patient, journal, "Restore").status_code == 303
    assert "words that were shared" in patient.get(f"/reflections/{reflection_id}").text
    assert therapist.get(f"/review/{reflection_id}").status_code == 404


def test_a_deleted_draft_is_not_called_broken(patient: FlaskClient) -> None:
    writer = open_editor(patient)
    writer.type("only a draft")
    post(patient, f"/reflections/{writer.id}/delete")
    assert "cannot be opened" not in patient.get(f"/reflections/{writer.id}").text


def test_the_second_press_that_deletes_or_restores_is_answered_as_the_first(patient: FlaskClient) -> None:
    reflection_id = write(patient, "words")
    confirm = press(patient, patient.get(f"/reflections/{reflection_id}"), "Delete")
    for _ in range(2):
        assert press(patient, confirm, "Delete this reflection").location == "/reflections"
    journal = patient.get("/reflections")
    assert "Deleted lately" in journal.text
    for _ in range(2):
        assert press(patient, journal, "Restore").location == f"/reflections/{reflection_id}"
    assert "words" in patient.get(f"/reflections/{reflection_id}").text


def test_after_seven_days_its_sealed_values_are_destroyed(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    patient = signed_in(cast.patient)
    reflection_id = write(patient, "the first")
    rewrite(patient, reflection_id, text="the second")
    open_editor(patient, f"/reflections/{reflection_id}/edit").type("a draft")
    post(patient, f"/reflections/{reflection_id}/delete")
    with clock.at(clock.now() + timedelta(days=6, hours=23)), app.app_context():
        assert deleting.destroy_expired() == 0
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        with app.app_context():
            assert (deleting.destroy_expired(), deleting.destroy_expired()) == (1, 0)
        late = signed_in(cast.patient)
        assert post(late, f"/reflections/{reflection_id}/restore").status_code == 404
        assert late.get(f"/reflections/{reflection_id}").status_code == 404
        assert reflection_id not in late.get("/reflections").text
    for table in (ReflectionVersion, ReflectionDraft):
        assert scalar(app, select(func.count()).select_from(table)) == 0
    for column in (Reflection.head_sealed, Reflection.body_sealed, Reflection.search_sealed):
        assert scalar(app, select(column)) is None


def test_a_note_on_a_deleted_reflection_does_not_wait(patient: FlaskClient, therapist: FlaskClient) -> None:
    reflection_id = share(patient, "words")
    annotate(therapist, reflection_id, "a note")
    post(patient, f"/reflections/{reflection_id}/delete")
    assert "See the latest note" not in patient.get("/").text
