"""The steps of a note on the pages, without a script: seen first as its patient will, changed, refused, given back."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from journal.models import Note
from tests.support.cast import Cast
from tests.support.forms import form_with, press
from tests.views.steps import annotate, post, rewrite, scalar, share, show

TEXT = "The river was high. We walked beside it.\n\nThe river was quiet when the sun came."
CHANGE = "Go back and change it"
NOT_SAVED = "This note was not saved"


@pytest.fixture
def reflection_id(patient: FlaskClient) -> str:
    return share(patient, TEXT)


def how_many(app: Flask) -> int:
    found: int = scalar(app, select(func.count()).select_from(Note))
    return found


@pytest.mark.parametrize("typed", [{"visibility": "now"}, {"visibility": "appointment", "appears": "held"}])
def test_what_will_show_itself_is_seen_first_and_can_be_changed(
    app: Flask, patient: FlaskClient, therapist: FlaskClient, reflection_id: str, typed: dict[str, str]
) -> None:
    words = {"note": "line <one>\r\n\r\nline two", "quoted_words": "walked beside it", **typed}
    page = press(therapist, therapist.get(f"/review/{reflection_id}"), "Save note", **words)
    assert (page.status_code, how_many(app)) == (200, 0)
    assert 'aria-label="Note by Dr. Ines Okafor"' in page.text
    assert '<p class="quote" dir="auto">walked beside it</p>' in page.text
    assert "line &lt;one&gt;" in page.text
    made = form_with(page, button=CHANGE).fields["note_id"]
    back = press(therapist, page, CHANGE)
    given = form_with(back, button="Save note").fields
    assert {name: given[name].replace("\r\n", "\n") for name in words} == {
        name: value.replace("\r\n", "\n") for name, value in words.items()
    }
    assert (given["note_id"], how_many(app)) == (made, 0)
    again = press(therapist, back, "Save note", note="other words")
    for _ in range(2):
        assert show(therapist, again).location.endswith(f"#note-{made}")
    assert how_many(app) == 1
    assert ("other words" in patient.get(f"/reflections/{reflection_id}").text) is (typed["visibility"] == "now")


@pytest.mark.parametrize("typed", [{"visibility": "only_me"}, {"visibility": "appointment", "appears": "pressed"}])
def test_what_waits_for_another_word_is_saved_at_once(
    app: Flask, therapist: FlaskClient, reflection_id: str, typed: dict[str, str]
) -> None:
    page = press(therapist, therapist.get(f"/review/{reflection_id}"), "Save note", note="n", **typed)
    assert (page.status_code, how_many(app)) == (303, 1)


def test_changed_words_from_a_page_gone_back_to_are_a_note_of_their_own(
    app: Flask, therapist: FlaskClient, reflection_id: str
) -> None:
    page = therapist.get(f"/review/{reflection_id}")
    for note in ("one", "one", "two"):
        assert press(therapist, page, "Save note", note=note, visibility="only_me").status_code == 303
    assert how_many(app) == 2


def test_an_edit_that_shows_itself_is_seen_first_too(
    patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    annotate(therapist, reflection_id, "first words", "walked beside it")
    form = press(therapist, therapist.get(f"/review/{reflection_id}"), "Edit")
    given = form_with(form, button="Save note").fields
    assert (given["note"], given["quoted_words"], given["wording"]) == ("first words", "walked beside it", "1")
    page = press(therapist, form, "Save note", note="second words")
    assert "second words" not in patient.get(f"/reflections/{reflection_id}").text
    back = press(therapist, page, CHANGE)
    assert form_with(back, button="Save note").fields["note"] == "second words"
    assert show(therapist, press(therapist, back, "Save note")).status_code == 303
    shown = patient.get(f"/reflections/{reflection_id}").text
    assert "second words" in shown
    assert ", edited <time" in shown
    assert show(therapist, page).status_code == 400  # an older page is told that the note has moved on


def test_an_edit_that_cannot_be_kept_comes_back(therapist: FlaskClient, reflection_id: str) -> None:
    annotate(therapist, reflection_id, "first words")
    form = press(therapist, therapist.get(f"/review/{reflection_id}"), "Edit")
    for typed in ({"note": " "}, {"note": "x" * 10_001}, {"note": "kept", "quoted_words": "nowhere in it"}):
        page = press(therapist, form, "Save note", **typed)
        assert page.status_code == 400
        given = form_with(page, button="Save note").fields
        assert {name: given[name] for name in typed} == typed


@pytest.mark.parametrize("step", ["", "show", "change"])
def test_a_note_on_what_was_made_private_meanwhile_is_given_back_and_nothing_else(
    patient: FlaskClient, therapist: FlaskClient, reflection_id: str, step: str
) -> None:
    note_id = annotate(therapist, reflection_id, "seen before")
    press(patient, patient.get(f"/reflections/{reflection_id}/make-private"), "Make private now")
    typed = {"note": "a long thought", "quoted_words": "walked beside it", "visibility": "now", "step": step}
    for page in (
        post(therapist, f"/review/{reflection_id}/notes", **typed),
        post(therapist, f"/notes/{note_id}", wording="1", **typed),
    ):
        assert page.status_code == 404
        assert NOT_SAVED in page.text
        assert "a long thought" in page.text
        assert "walked beside it" not in page.text


def test_the_words_a_note_is_about_are_found_again_or_it_stands_beside_with_its_version(
    patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    annotate(therapist, reflection_id, "stay with this", "The river was quiet when", position_start="42")
    around = f"Before.\n\n{TEXT}\n\nThe river was quiet when I looked again."
    for text, marked in ((around, True), (TEXT.replace("quiet", "very quiet"), False), (TEXT, True), ("Gone.", False)):
        rewrite(patient, reflection_id, text=text)
        own = patient.get(f"/reflections/{reflection_id}").text
        hers = therapist.get(f"/review/{reflection_id}").text
        for page in (own, hers):
            assert ("<mark" in page) is marked
            assert ("These words have been edited since. Written about version 1." in page) is not marked
        if marked:
            assert "sun came" in own.split("</mark>")[1]  # the place it was about, not the copy of its words
        else:
            assert "Earlier versions are kept for the patient alone." in hers
            assert TEXT[:19] in patient.get(f"/reflections/{reflection_id}/versions/1").text
            assert f'href="/reflections/{reflection_id}/versions/1">Read version 1</a>' in own


def test_today_says_that_a_note_waits_and_never_what(patient: FlaskClient, therapist: FlaskClient, cast: Cast) -> None:
    reflection_id = share(patient, TEXT)
    post(therapist, f"/patients/{cast.patient.id}/check-in")
    annotate(therapist, reflection_id, "gentle words", "river")
    today, page = patient.get("/"), patient.get(f"/reflections/{reflection_id}")
    for shown in (today, page):
        assert "A note is waiting." in shown.text
        assert "gentle words" not in shown.text
    assert "<mark" not in page.text
    assert press(patient, today, "Keep for our appointment").location == "/"
    assert "A note is kept for our appointment." in patient.get(f"/reflections/{reflection_id}").text
    opened = press(patient, patient.get("/"), "Open now")
    assert "gentle words" in patient.get(opened.location.split("#")[0]).text
    assert "A note is" not in patient.get("/").text


def test_a_reply_that_is_refused_comes_back_to_the_therapist_too(therapist: FlaskClient, reflection_id: str) -> None:
    annotate(therapist, reflection_id, "how was it?")
    page = press(therapist, therapist.get(f"/review/{reflection_id}"), "Reply", reply="x" * 10_001)
    assert 'role="alert"' in page.text
    assert form_with(page, button="Reply").fields["reply"] == "x" * 10_001


def test_ten_thousand_characters_across_blocks_can_be_quoted(patient: FlaskClient, therapist: FlaskClient) -> None:
    text = "\n\n".join(["\U0001f30a کشتی آرام بود " * 50] * 12)
    quoted = text[:10_000].strip()
    reflection_id = share(patient, text)
    annotate(therapist, reflection_id, "all of it", quoted, position_start="0")
    assert therapist.get(f"/review/{reflection_id}").text.count("<mark") > 9
