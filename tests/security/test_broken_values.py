"""A broken or swapped sealed value costs that one item and no more: pages and lists go on."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from journal.models import AuditHead, Clinic, Note, Reflection, ReflectionDraft, ReflectionVersion, Reply
from journal.services.audit import verification
from tests.security.tampering import DAMAGES, damage, swap
from tests.services.hands import overwrite
from tests.support.booking import begun
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import SignedIn, annotate, open_editor, rewrite, scalar, share, write

CANNOT = "This reflection cannot be opened"


def lists_of(patient: FlaskClient, therapist: FlaskClient, patient_id: UUID) -> list[str]:
    addresses = ("/", "/reflections"), ("/review", "/patients", f"/patients/{patient_id}")
    pages = [patient.get(each) for each in addresses[0]] + [therapist.get(each) for each in addresses[1]]
    assert [page.status_code for page in pages] == [200] * 5
    return [page.text for page in pages if page.request.path != "/patients"]


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("column", ["head_sealed", "body_sealed"])
def test_a_broken_reflection_says_so_and_lists_go_on(
    app: Flask, cast: Cast, signed_in: SignedIn, column: str, how: str
) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    broken, whole = share(patient, "words that break", "Breaks"), share(patient, "words that stay", "Stays")
    damage(app, Reflection, broken, column, how)
    for listed in lists_of(patient, therapist, cast.patient.id):
        assert "Stays" in listed
        assert (CANNOT in listed, "Breaks" in listed) == ((True, False) if column == "head_sealed" else (False, True))
    for client, address in ((patient, "/reflections/"), (therapist, "/review/")):
        page = client.get(address + broken)
        assert page.status_code == 200
        assert f"{CANNOT}</h1>" in page.text
        assert "words that break" not in page.text
        assert "words that stay" in client.get(address + whole).text


@pytest.mark.parametrize("column", ["head_sealed", "body_sealed"])
def test_values_of_two_reflections_do_not_open_in_each_others_place(
    app: Flask, cast: Cast, signed_in: SignedIn, column: str
) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    one, other = share(patient, "the first words", "First"), share(patient, "the second words", "Second")
    swap(app, Reflection, one, other, column)
    lists_of(patient, therapist, cast.patient.id)
    for reflection_id in (one, other):
        for page in (patient.get(f"/reflections/{reflection_id}"), therapist.get(f"/review/{reflection_id}")):
            assert CANNOT in page.text
            assert "the first words" not in page.text
            assert "the second words" not in page.text


@pytest.mark.parametrize("column", ["head_sealed", "body_sealed"])
def test_a_head_in_the_place_of_a_body_does_not_open(app: Flask, cast: Cast, signed_in: SignedIn, column: str) -> None:
    patient = signed_in(cast.patient)
    draft = open_editor(patient)
    draft.type("only a draft", title="Draft title")
    damage(app, ReflectionDraft, draft.id, column)
    lists_of(patient, signed_in(cast.therapist), cast.patient.id)
    assert (CANNOT in patient.get("/").text) is (column == "head_sealed")
    page = patient.get(f"/reflections/{draft.id}/edit")
    assert page.status_code == 422
    assert "This cannot be opened" in page.text


@pytest.mark.parametrize("how", DAMAGES)
def test_a_broken_note_says_so_and_the_others_stay(app: Flask, cast: Cast, signed_in: SignedIn, how: str) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(patient, "words to write about")
    broken, _ = annotate(therapist, reflection_id, "it breaks"), annotate(therapist, reflection_id, "it stays")
    damage(app, Note, broken, "body_sealed", how)
    for page in (patient.get(f"/reflections/{reflection_id}"), therapist.get(f"/review/{reflection_id}")):
        assert page.status_code == 200
        assert page.text.count("This note cannot be opened.") == 1
        assert "it stays" in page.text
        assert "it breaks" not in page.text


@pytest.mark.parametrize("how", DAMAGES)
def test_a_note_whose_anchor_is_broken_says_so_and_the_others_stay(
    app: Flask, cast: Cast, signed_in: SignedIn, how: str
) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(patient, "words to write about")
    broken = annotate(therapist, reflection_id, "it breaks", "write about")
    annotate(therapist, reflection_id, "it stays", "words to")
    damage(app, Note, broken, "anchor_sealed", how)
    for page in (patient.get(f"/reflections/{reflection_id}"), therapist.get(f"/review/{reflection_id}")):
        assert page.text.count("This note cannot be opened.") == 1
        assert "it stays" in page.text
        assert f"mark-{broken}" not in page.text


@pytest.mark.parametrize("how", DAMAGES)
def test_a_broken_reply_says_so_and_the_note_stays(app: Flask, cast: Cast, signed_in: SignedIn, how: str) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(patient, "words to write about")
    annotate(therapist, reflection_id, "the note stays")
    press(patient, patient.get(f"/reflections/{reflection_id}"), "Reply", reply="an answer that breaks")
    damage(app, Reply, scalar(app, select(Reply.id)), "body_sealed", how)
    for page in (patient.get(f"/reflections/{reflection_id}"), therapist.get(f"/review/{reflection_id}")):
        assert page.status_code == 200
        assert "This reply cannot be opened." in page.text
        assert "the note stays" in page.text


def test_a_broken_earlier_version_leaves_the_page_alone(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    patient = signed_in(cast.patient)
    reflection_id = write(patient, "first")
    rewrite(patient, reflection_id, text="second")
    damage(app, ReflectionVersion, scalar(app, select(ReflectionVersion.id)), "body_sealed")
    assert patient.get(f"/reflections/{reflection_id}").status_code == 200
    assert patient.get(f"/reflections/{reflection_id}/versions/1").status_code == 422


def test_a_broken_reflection_can_be_written_anew(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    patient = signed_in(cast.patient)
    reflection_id = write(patient, "first")
    open_page = open_editor(patient, f"/reflections/{reflection_id}/edit")
    damage(app, Reflection, reflection_id, "body_sealed")
    assert open_page.save(text="new words").status_code == 303
    assert "new words" in patient.get(f"/reflections/{reflection_id}").text


@pytest.mark.parametrize("column", ["head_sealed", "body_sealed"])
def test_a_broken_shared_reflection_can_be_deleted(app: Flask, cast: Cast, signed_in: SignedIn, column: str) -> None:
    patient = signed_in(cast.patient)
    reflection_id = share(patient, "words that break")
    damage(app, Reflection, reflection_id, column)
    confirm = patient.get(f"/reflections/{reflection_id}/delete")
    assert press(patient, confirm, "Delete this reflection").status_code == 303


def test_a_broken_draft_over_a_saved_version_can_be_dropped(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    patient = signed_in(cast.patient)
    reflection_id = write(patient, "saved words")
    open_editor(patient, f"/reflections/{reflection_id}/edit").type("changed words")
    damage(app, ReflectionDraft, reflection_id, "body_sealed")
    page = patient.get(f"/reflections/{reflection_id}/edit")
    assert press(patient, page, "Drop these changes").status_code == 303


@pytest.mark.parametrize("sequence", [0, 3, 2_000_000])
def test_nothing_of_somebody_else_is_opened_under_a_moved_head_of_the_audit(
    app: Flask, cast: Cast, signed_in: SignedIn, sequence: int
) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(patient, "words to read")
    with app.app_context():
        overwrite(AuditHead, AuditHead.clinic_id == cast.clinic_id, sequence=sequence)
    page = therapist.get(f"/review/{reflection_id}")
    assert (page.status_code, "words to read" in page.text) == ((200, True) if sequence > 1000 else (409, False))
    with app.app_context():
        assert list(verification.verify(cast.clinic_id)) != []


@pytest.mark.parametrize("column", ["time_zone", "decisions_at_minutes"])
def test_settings_of_a_clinic_that_are_none_break_no_page(
    app: Flask, cast: Cast, signed_in: SignedIn, column: str
) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    with app.app_context():
        begun(cast)
    for value in ("", "Nowhere/At_All", "../../etc/passwd", "9" * 60) if column == "time_zone" else (-1, 2**31 - 1):
        with app.app_context():
            overwrite(Clinic, Clinic.id == cast.clinic_id, **{column: value})
        pages = [patient.get("/"), patient.get("/sessions"), therapist.get("/review"), therapist.get("/sessions")]
        assert [page.status_code for page in pages] == [200] * 4
        with app.app_context():
            assert list(verification.verify(cast.clinic_id)) != []
