"""Notes: written by a therapist in care, sealed for whom they are meant, tied to words by W3C selectors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.crypto.notes import open_anchor, open_note
from journal.extensions import db
from journal.models import Note, Reflection
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.notes import note_access, note_changes, note_views, notes
from journal.services.notes.notes import AT_APPOINTMENT, NOW, ONLY_ME, NoteRefused, TypedNote
from journal.services.reflections import drafts, sharing, texts, writing
from journal.services.reflections.drafts import THERAPIST, Words
from journal.services.rings import held_rings, rings
from tests.services.care_steps import begin_with
from tests.services.hands import overwrite, stored, write
from tests.support.cast import Cast

READING = "One \U0001f30a wave came.\n\nOne wave went, and one stayed."
SLOW: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture
def shared(patient: Actor) -> UUID:
    made = drafts.new_editor(patient)
    return writing.save(patient, Words(made.id, "", READING, THERAPIST, token=made.token))


def anchor_of(actor: Actor, note_id: UUID) -> dict[str, Any]:
    note = db.session.get_one(Note, note_id)
    ring = held_rings.open_ring(actor, note.ring_id, note.generation)
    return open_anchor(ring, notes.place_of(note), note.anchor_sealed)


def test_an_anchor_is_stored_as_w3c_selectors_in_code_points(therapist: Actor, shared: UUID) -> None:
    start = READING.index("wave came")
    stored = anchor_of(therapist, notes.add(therapist, shared, TypedNote("n", NOW, "wave came", start)))
    assert stored["selector"] == [
        {
            "type": "TextQuoteSelector",
            "exact": "wave came",
            "prefix": READING[:start],
            "suffix": READING[start + 9 :][:32],
        },
        {"type": "TextPositionSelector", "start": 6, "end": 15},
    ]
    assert stored["reading_text"] == 1


@settings(max_examples=25, **SLOW)
@given(bounds=st.tuples(st.integers(0, len(READING)), st.integers(0, len(READING))).map(sorted))
def test_any_words_of_the_text_are_found_where_they_were_selected(
    therapist: Actor, shared: UUID, bounds: list[int]
) -> None:
    start, end = bounds
    quoted = READING[start:end]
    note_id = notes.add(
        therapist, shared, TypedNote("n", NOW, quoted, start, READING[:start][-32:], READING[end:][:32])
    )
    found = [db.session.get_one(Note, note_id)]
    _, marks = note_views.views(therapist, found, READING)
    if quoted.strip():
        assert [READING[mark.start : mark.end] for mark in marks] == [quoted.strip()]
        assert abs(marks[0].start - start) <= len(quoted) - len(quoted.lstrip())
    else:
        assert (marks, found[0].anchoring) == ([], "whole")


@settings(max_examples=25, **SLOW)
@given(quoted=st.text(max_size=40), start=st.none() | st.integers(-10, 10**25), prefix=st.text(max_size=40))
def test_whatever_is_quoted_is_tied_or_refused(
    therapist: Actor, shared: UUID, quoted: str, start: int | None, prefix: str
) -> None:
    quoted = quoted.encode("utf-8", "replace").decode()
    try:
        note_id = notes.add(therapist, shared, TypedNote("n", NOW, quoted, start, prefix, prefix))
    except NoteRefused:
        assert quoted.strip()
    else:
        assert db.session.get_one(Note, note_id).anchoring == ("words" if quoted.strip() else "whole")


def test_of_the_same_words_the_nearest_to_the_position_is_meant(therapist: Actor, shared: UUID) -> None:
    for start in (READING.index("wave"), READING.rindex("wave")):
        stored = anchor_of(therapist, notes.add(therapist, shared, TypedNote("n", NOW, "wave", start)))
        assert stored["selector"][1]["start"] == start


@pytest.mark.parametrize("visibility", [ONLY_ME, NOW, AT_APPOINTMENT])
def test_each_note_is_sealed_for_whom_it_is_meant(
    patient: Actor, therapist: Actor, shared: UUID, visibility: str
) -> None:
    note = db.session.get_one(Note, notes.add(therapist, shared, TypedNote(" n ", visibility, "wave")))
    own = rings.notes_ring(therapist, patient.id) if visibility == ONLY_ME else texts.care_ring(patient)
    assert note.ring_id == own.ring_id
    assert open_note(own, notes.place_of(note), note.body_sealed) == "n"
    assert (note.released_at is not None) is (visibility == NOW)
    assert len(note_access.visible(patient, shared, patient.id)) == (visibility == NOW)
    assert note.reflection_version == 1


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
@pytest.mark.parametrize("visibility", [NOW, "everybody"])
def test_a_note_that_cannot_be_kept_leaves_no_row(therapist: Actor, shared: UUID, text: str, visibility: str) -> None:
    with pytest.raises(NoteRefused):
        notes.add(therapist, shared, TypedNote(text, visibility))
    with pytest.raises(NoteRefused):
        notes.add(therapist, shared, TypedNote("n", "everybody"))
    assert not note_access.visible(therapist, shared, db.session.get_one(Reflection, shared).patient_id)


@pytest.mark.parametrize("part", ["patient", "other_patient", "other_therapist", "manager"])
def test_only_the_therapist_in_care_writes_and_releases(cast: Cast, therapist: Actor, shared: UUID, part: str) -> None:
    waiting = notes.add(therapist, shared, TypedNote("n", AT_APPOINTMENT))
    who = getattr(cast, part).actor()
    with pytest.raises(NotAllowed):
        notes.add(who, shared, TypedNote("n", NOW))
    with pytest.raises(NotAllowed):
        note_changes.release(who, waiting)
    assert db.session.get_one(Note, waiting).released_at is None


def test_a_note_is_released_once(therapist: Actor, shared: UUID) -> None:
    note_id = notes.add(therapist, shared, TypedNote("n", AT_APPOINTMENT))
    assert note_changes.release(therapist, note_id) == shared
    first = db.session.get_one(Note, note_id).released_at
    note_changes.release(therapist, note_id)
    assert db.session.get_one(Note, note_id).released_at == first
    with pytest.raises(NotAllowed):
        note_changes.release(therapist, notes.add(therapist, shared, TypedNote("n", ONLY_ME)))


def test_a_private_reflection_takes_no_note(patient: Actor, therapist: Actor, shared: UUID) -> None:
    sharing.make_private(patient, shared)
    with pytest.raises(NotAllowed):
        notes.add(therapist, shared, TypedNote("n", NOW))


@pytest.mark.parametrize("quoted", ["wave  came", "wave\ncame", "came.\nOne wave"])
def test_white_space_in_a_typed_quote_is_forgiven(therapist: Actor, shared: UUID, quoted: str) -> None:
    note_id = notes.add(therapist, shared, TypedNote("n", NOW, quoted))
    assert db.session.get_one(Note, note_id).anchoring == "words"


def test_nothing_is_sealed_under_a_ring_that_was_put_into_the_reflection(
    cast: Cast, therapist: Actor, shared: UUID
) -> None:
    begin_with(cast, cast.other_patient, cast.therapist, also_before=True)
    [theirs] = stored(Reflection, Reflection.id == write(cast.other_patient.actor(), shared=True))
    overwrite(Reflection, Reflection.id == shared, ring_id=theirs["ring_id"], generation=theirs["generation"])
    with pytest.raises(NoteRefused, match="changed in the database"):
        notes.add(cast.therapist.actor(), shared, TypedNote("about her alone", NOW))
    assert stored(Note) == []
