"""Notes and replies on the pages of both: marked in the text, linked both ways, shown to whom they are meant for."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.services.care import care, care_requests
from tests.support import shown
from tests.support.cast import Cast
from tests.support.forms import form_with, press
from tests.views.steps import SignedIn, annotate, post, rewrite, share, show

TEXT = "The river was high. We walked *beside* it.\n\nThe river was quiet \U0001f30a when the sun came."

LATEST = "See the latest note beside your words"


@pytest.fixture
def reflection_id(patient: FlaskClient) -> str:
    return share(patient, TEXT)


def marked(page: str, note_id: str) -> str:
    """The words that are marked for a note, over all the pieces of its mark."""
    pieces = re.findall(rf'<mark[^>]*>(?:<a href="#note-{note_id}"[^>]*>)(.*?)</a></mark>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", "".join(pieces))


def test_words_and_note_are_linked_both_ways_without_a_script(
    patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    note_id = annotate(therapist, reflection_id, "stay with this", "walked beside it")
    for page in (patient.get(f"/reflections/{reflection_id}").text, therapist.get(f"/review/{reflection_id}").text):
        assert page.count(f'id="mark-{note_id}"') == 1
        assert marked(page, note_id) == "walked beside it"
        assert f'<article class="leaf" id="note-{note_id}" aria-label="Note by Dr. Ines Okafor"' in page
        assert f'<a href="#mark-{note_id}">walked beside it</a>' in page


@pytest.mark.parametrize(
    ("start", "after"), [("4", "was high"), ("47", "was quiet"), ("", "was high"), ("3000", "was")]
)
def test_of_the_same_words_twice_the_position_decides(
    therapist: FlaskClient, reflection_id: str, start: str, after: str
) -> None:
    note_id = annotate(therapist, reflection_id, "here", "river", position_start=start)
    page = therapist.get(f"/review/{reflection_id}").text
    following = re.sub(r"<[^>]+>", "", page.split(f'id="mark-{note_id}"')[1])[:40]
    assert f"river {after}" in following


def test_positions_count_code_points(therapist: FlaskClient, reflection_id: str) -> None:
    start = "The river was high. We walked beside it.\n\nThe river was quiet \U0001f30a when ".index("when")
    note_id = annotate(therapist, reflection_id, "then", "when", position_start=str(start))
    assert marked(therapist.get(f"/review/{reflection_id}").text, note_id) == "when"


def test_words_that_are_nowhere_are_refused_and_given_back(therapist: FlaskClient, reflection_id: str) -> None:
    typed = {"note": "a long thought", "quoted_words": "the sea was high", "visibility": "appointment"}
    page = press(therapist, therapist.get(f"/review/{reflection_id}"), "Save note", **typed)
    assert page.status_code == 400
    assert "The quoted words are not in the reflection as it stands." in page.text
    given = form_with(page, button="Save note").fields
    assert {name: given[name] for name in typed} == typed


@pytest.mark.parametrize(
    "typed",
    [
        {"note": "  \n ", "visibility": "now"},
        {"note": "x" * 10_001, "visibility": "now"},
        {"note": "kept", "visibility": "everybody"},
        {"note": "kept", "visibility": ""},
        {"note": "kept", "visibility": "now", "quoted_words": "x" * 10_001},
    ],
    ids=["empty", "too long", "for nobody known", "for nobody", "too long a quote"],
)
def test_a_note_that_cannot_be_kept_comes_back(
    therapist: FlaskClient, reflection_id: str, typed: dict[str, str]
) -> None:
    page = post(therapist, f"/review/{reflection_id}/notes", **typed)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert form_with(page, button="Save note").fields["note"] == typed["note"]
    assert page.text.count("<article") == 0


@pytest.mark.parametrize("start", ["x", "-5", "99999999999999999999", "1.5"])
def test_a_position_that_is_none_never_loses_the_note(therapist: FlaskClient, reflection_id: str, start: str) -> None:
    typed = {"note": "a long thought", "visibility": "now", "quoted_words": "river", "position_start": start}
    answer = post(therapist, f"/review/{reflection_id}/notes", step="show", **typed)
    assert answer.status_code in (303, 400)
    assert answer.status_code == 303 or form_with(answer, button="Save note").fields["note"] == "a long thought"


def test_only_me_is_closed_to_the_patient_and_to_another_therapist(
    app: Flask, cast: Cast, patient: FlaskClient, therapist: FlaskClient, reflection_id: str, signed_in: SignedIn
) -> None:
    private = annotate(therapist, reflection_id, "a thought of mine", "river", visibility="only_me")
    annotate(therapist, reflection_id, "for both to see")
    with app.app_context():
        request_id = care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
        care_requests.answer(
            cast.patient.actor(), request_id, accept=True, also_before=True, fingerprint=shown.of_request(request_id)
        )
    other = signed_in(cast.other_therapist)
    for page in (patient.get(f"/reflections/{reflection_id}"), other.get(f"/review/{reflection_id}")):
        assert "for both to see" in page.text
        assert "a thought of mine" not in page.text
        assert private not in page.text
        assert "<mark" not in page.text
    assert "a thought of mine" in therapist.get(f"/review/{reflection_id}").text
    assert post(other, f"/notes/{private}/release").status_code == 404
    assert post(therapist, f"/notes/{private}/release").status_code == 404
    assert post(patient, f"/notes/{private}/replies", reply="?").status_code == 404


def test_a_note_for_the_appointment_waits_for_its_release(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    note_id = annotate(therapist, reflection_id, "to say in person", "river", visibility="appointment")
    before = patient.get(f"/reflections/{reflection_id}").text
    assert "to say in person" not in before
    assert "<mark" not in before
    assert "1 note" not in patient.get("/reflections").text
    assert post(patient, f"/notes/{note_id}/replies", reply="?").status_code == 404
    page = therapist.get(f"/review/{reflection_id}")
    seen_first = press(therapist, page, "Release")
    assert "to say in person" in seen_first.text
    assert "to say in person" not in patient.get(f"/reflections/{reflection_id}").text
    assert show(therapist, seen_first).status_code == 303
    assert "The patient can see this note now." in therapist.get(f"/review/{reflection_id}").text
    after = patient.get(f"/reflections/{reflection_id}").text
    assert "to say in person" in after
    assert f'id="mark-{note_id}"' in after
    assert "1 note" in patient.get("/reflections").text


def test_the_patient_replies_and_the_therapist_sees_it(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    annotate(therapist, reflection_id, "how was it?")
    assert LATEST not in patient.get("/").text
    patient.get(f"/reflections/{reflection_id}")
    assert LATEST in patient.get("/").text
    answer = press(patient, patient.get(f"/reflections/{reflection_id}"), "Reply", reply="  <b>quiet</b>  ")
    assert answer.status_code == 303
    for page in (patient.get(f"/reflections/{reflection_id}"), therapist.get(f"/review/{reflection_id}")):
        assert "&lt;b&gt;quiet&lt;/b&gt;" in page.text
    assert LATEST not in patient.get("/").text


def test_a_new_reply_is_counted_until_the_reflection_is_opened(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    annotate(therapist, reflection_id, "how was it?")
    press(patient, patient.get(f"/reflections/{reflection_id}"), "Reply", reply="quiet")
    assert "1 new reply" in therapist.get("/review").text
    therapist.get(f"/review/{reflection_id}")
    assert "1 new reply" not in therapist.get("/review").text


@pytest.mark.parametrize("reply", ["", "  \n", "x" * 10_001])
def test_a_reply_that_cannot_be_kept_comes_back(
    patient: FlaskClient, therapist: FlaskClient, reflection_id: str, reply: str
) -> None:
    annotate(therapist, reflection_id, "how was it?")
    page = press(patient, patient.get(f"/reflections/{reflection_id}"), "Reply", reply=reply)
    assert 'role="alert"' in page.text
    assert form_with(page, button="Reply").fields["reply"] == reply
    assert "replies" not in patient.get(f"/reflections/{reflection_id}").text.replace("/replies", "")


def test_a_note_whose_words_were_edited_away_says_so(
    patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    annotate(therapist, reflection_id, "stay with this", "We walked beside it")
    rewrite(patient, reflection_id, text="Something else entirely.")
    for page in (patient.get(f"/reflections/{reflection_id}").text, therapist.get(f"/review/{reflection_id}").text):
        assert "These words have been edited since." in page
        assert "stay with this" in page
        assert "<mark" not in page
