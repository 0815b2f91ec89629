"""What an author does with a note: edits, resolves, withdraws it; what the other side sees of that."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.extensions import db
from journal.models import Note
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.notes import note_changes, note_preview, notes, replies
from journal.services.notes.notes import AT_APPOINTMENT, NOW, ONLY_ME, NoteRefused, TypedNote
from journal.services.reflections import reflections, sharing
from journal.services.review import caseload, reviews
from tests.services.hands import at_once
from tests.support.cast import Cast
from tests.views.written import both, noted, shared

TEXT = "The river was high. \U0001f30a کشتی آرام بود.\n\nThe river was quiet."


@pytest.fixture
def reflection_id(patient: Actor) -> UUID:
    return shared(patient, TEXT)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60), span=st.tuples(*[st.integers(0, 55)] * 2))
def test_an_edited_note_says_what_was_typed_and_stands_where_it_was_put(
    patient: Actor, therapist: Actor, text: str, span: tuple[int, int]
) -> None:
    reflection_id, (start, end) = shared(patient, TEXT), sorted(span)
    note_id, quoted = noted(therapist, reflection_id, "high"), TEXT[start:end]
    typed = TypedNote(text, NOW, quoted, start)
    if not text.strip():
        with pytest.raises(NoteRefused):
            note_changes.edit(therapist, note_id, typed, 1)
        return
    note_changes.edit(therapist, note_id, typed, 1)
    for note in both(patient, therapist, reflection_id):
        assert (note.text, note.quote, note.edited_at is not None) == (text.strip(), quoted.strip() or None, True)
    assert list(verification.verify(patient.clinic_id)) == []


@pytest.mark.parametrize("visibility", [ONLY_ME, NOW, AT_APPOINTMENT])
def test_editing_does_not_change_who_can_see_it(
    patient: Actor, therapist: Actor, reflection_id: UUID, visibility: str
) -> None:
    note_id = noted(therapist, reflection_id, "high", visibility)
    before = db.session.get_one(Note, note_id)
    kept = (before.visibility, before.ring_id, before.released_at)
    note_changes.edit(therapist, note_id, TypedNote("other", NOW if visibility == ONLY_ME else ONLY_ME, "high"), 1)
    after = db.session.get_one(Note, note_id)
    assert (after.visibility, after.ring_id, after.released_at, after.text_version) == (*kept, 2)
    assert len(reflections.page(patient, reflection_id).notes) == (visibility == NOW)


def test_of_two_edits_the_later_page_is_refused_and_nothing_is_lost(therapist: Actor, reflection_id: UUID) -> None:
    note_id = noted(therapist, reflection_id)
    note_changes.edit(therapist, note_id, TypedNote("one", NOW), 1)
    with pytest.raises(NoteRefused, match="changed on another page"):
        note_changes.edit(therapist, note_id, TypedNote("two", NOW), 1)
    assert note_changes.own(therapist, note_id).text == "one"
    version = db.session.get_one(Note, note_id).version
    note_changes.edit(therapist, note_id, TypedNote("one", NOW), 2)
    assert db.session.get_one(Note, note_id).version == version  # nothing was changed


def test_a_thread_is_resolved_by_its_author_and_opened_again_by_a_reply(
    patient: Actor, therapist: Actor, reflection_id: UUID
) -> None:
    note_id = noted(therapist, reflection_id)
    note_changes.resolve(therapist, note_id)
    assert all(note.resolved_at for note in both(patient, therapist, reflection_id))
    note_changes.reopen(therapist, note_id)
    note_changes.resolve(therapist, note_id)
    replies.add(patient, note_id, "one thing more")
    assert not any(note.resolved_at for note in both(patient, therapist, reflection_id))


def test_replies_of_both_stand_in_order_and_each_counts_for_the_other(
    patient: Actor, therapist: Actor, reflection_id: UUID
) -> None:
    note_id = noted(therapist, reflection_id)
    both(patient, therapist, reflection_id)
    for who, text in ((patient, "one"), (therapist, "two"), (patient, "three")):
        replies.add(who, note_id, text)
    [row] = caseload.patient(therapist, patient.id).rows
    assert (row.unread_replies, caseload.patients(therapist)[0].unread_replies) == (2, 2)
    hers, his = both(patient, therapist, reflection_id)
    assert [(each.text, each.is_new) for each in his.replies] == [("one", True), ("two", False), ("three", True)]
    assert [each.text for each in hers.replies] == ["one", "two", "three"]
    assert caseload.patient(therapist, patient.id).rows[0].unread_replies == 0


def test_the_therapist_replies_to_what_waits_and_never_to_only_me(
    patient: Actor, therapist: Actor, reflection_id: UUID
) -> None:
    replies.add(therapist, noted(therapist, reflection_id, visibility=AT_APPOINTMENT), "before it is released")
    with pytest.raises(NotAllowed):
        replies.add(therapist, noted(therapist, reflection_id, visibility=ONLY_ME), "?")
    assert reflections.page(patient, reflection_id).notes == ()


@pytest.mark.parametrize("part", ["patient", "other_patient", "other_therapist", "manager"])
def test_only_its_author_in_care_changes_a_note(cast: Cast, therapist: Actor, reflection_id: UUID, part: str) -> None:
    note_id, who = noted(therapist, reflection_id), getattr(cast, part).actor()
    for act in (note_changes.own, note_changes.withdraw, note_changes.resolve, note_changes.reopen):
        with pytest.raises(NotAllowed):
            act(who, note_id)
    with pytest.raises(NotAllowed):
        note_changes.edit(who, note_id, TypedNote("other", NOW), 1)
    with pytest.raises(NotAllowed):
        note_preview.of_new(who, reflection_id, TypedNote("a note", NOW))


def test_what_was_made_private_is_neither_edited_nor_shown_first(
    patient: Actor, therapist: Actor, reflection_id: UUID
) -> None:
    note_id = noted(therapist, reflection_id)
    sharing.make_private(patient, reflection_id)
    for refused in (
        lambda: note_changes.edit(therapist, note_id, TypedNote("other", NOW), 1),
        lambda: note_preview.of_edit(therapist, note_id, TypedNote("other", NOW), 1),
        lambda: note_preview.of_new(therapist, reflection_id, TypedNote("new", NOW)),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_note_to_appear_when_held_says_so_in_its_stamp(therapist: Actor, reflection_id: UUID) -> None:
    held = notes.add(therapist, reflection_id, TypedNote("n", AT_APPOINTMENT, release_when_held=True))
    now = notes.add(therapist, reflection_id, TypedNote("n", NOW, release_when_held=True))
    stored = [db.session.get_one(Note, each) for each in (held, now)]
    assert [note.release_when_held for note in stored] == [True, False]
    before = notes.stamp(stored[0])
    stored[0].release_when_held = False
    assert notes.stamp(stored[0]) != before


def test_two_who_annotate_at_once_both_succeed(app: Flask, cast: Cast, therapist: Actor, reflection_id: UUID) -> None:
    db.session.remove()

    def work(number: int) -> UUID:
        return notes.add(cast.therapist.actor(), reflection_id, TypedNote(f"note {number}", NOW, "river"))

    made = at_once(app, work, 4)
    assert len(set(made)) == len(reviews.open_reflection(therapist, reflection_id).notes) == 4
