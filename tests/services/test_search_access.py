"""Search finds nothing that its actor may not read, whoever they were and whatever was written into the database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journal import clock
from journal.models import Note, Reflection
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.notes import note_changes, notes, replies
from journal.services.notes.notes import AT_APPOINTMENT, NOW, ONLY_ME, TypedNote
from journal.services.reflections import sharing
from journal.services.search import search
from tests.security.tampering import damaged
from tests.services.care_steps import begin, end
from tests.services.hands import newcomer, overwrite, stored, write
from tests.services.looking import cover, ids, look, note, seen
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_nobody_else_finds_anything(cast: Cast, patient: Actor) -> None:
    write(patient, "The lake.", shared=True)
    assert ids(cast.other_patient.actor(), "lake") == ids(cast.other_therapist.actor(), "lake") == []
    with pytest.raises(NotAllowed):
        look(cast.other_therapist.actor(), "lake", patient_id=patient.id)
    with pytest.raises(NotAllowed):
        look(cast.other_patient.actor(), "lake", patient_id=patient.id)
    with pytest.raises(NotAllowed):
        look(cast.manager.actor(), "lake")


def test_after_care_has_ended_nothing_is_found(cast: Cast, patient: Actor, therapist: Actor) -> None:
    note(therapist, write(patient, "The lake.", shared=True), "lake, for me", ONLY_ME)
    assert len(ids(therapist, "lake")) == 2
    end(cast)
    assert ids(therapist, "lake") == []
    assert search.choices(therapist).patients == ()


def test_who_covers_finds_on_the_days_and_on_no_other(cast: Cast, patient: Actor) -> None:
    shared = write(patient, "The lake.", shared=True)
    cover(cast)
    covering = cast.other_therapist.actor()
    assert ids(covering, "lake") == [shared]
    with clock.at(clock.now() + timedelta(days=4)):
        assert ids(covering, "lake") == []


def test_what_was_made_private_is_found_no_more(patient: Actor, therapist: Actor) -> None:
    reflection_id = write(patient, "The lake.", shared=True)
    mine = note(therapist, reflection_id, "About the lake.", ONLY_ME)
    sharing.make_private(patient, reflection_id)
    (hit,) = look(therapist, "lake").hits
    assert (hit.id, hit.is_open, hit.reflection_title) == (mine, False, ())
    assert ids(patient, "lake") == [reflection_id]


def test_notes_and_replies_are_found_by_those_who_may_read_them(cast: Cast, patient: Actor, therapist: Actor) -> None:
    reflection_id = write(patient, "Words.", shared=True)
    now = note(therapist, reflection_id, "The lake, now.")
    waits = note(therapist, reflection_id, "The lake, later.", AT_APPOINTMENT)
    mine = note(therapist, reflection_id, "The lake, for me.", ONLY_ME)
    replies.add(patient, now, "My lake.")
    assert ids(therapist, "lake")[1:] == [mine, waits, now]
    assert ids(patient, "lake")[1:] == [now]
    assert [hit.kind for hit in look(patient, "lake").hits] == ["reply", "note"]
    assert seen(reflection_id) == [(cast.therapist.name, "seen in search")]  # their answer was, and nobody else's words
    note_changes.release(therapist, waits)
    assert waits in ids(patient, "lake")


def test_a_colleague_s_notes_are_found_but_never_those_for_themselves(
    cast: Cast, patient: Actor, therapist: Actor
) -> None:
    colleague = newcomer(cast)
    begin(cast, colleague)
    reflection_id = write(patient, "Words.", shared=True)
    theirs = note(therapist, reflection_id, "The lake.")
    note(therapist, reflection_id, "The lake, for me.", ONLY_ME)
    assert ids(colleague.actor(), "lake") == [theirs]


def test_a_row_that_does_not_open_is_counted_and_the_rest_is_found(patient: Actor, therapist: Actor) -> None:
    broken, whole = write(patient, "The lake.", shared=True), write(patient, "The lake.", shared=True)
    (row,) = stored(Reflection, Reflection.id == broken)
    overwrite(Reflection, Reflection.id == broken, search_sealed=damaged(row["search_sealed"], "flipped"))
    results = look(therapist, "lake")
    assert ([hit.id for hit in results.hits], results.unopened) == ([whole], 1)


def test_words_moved_to_another_row_do_not_open(patient: Actor) -> None:
    one, other = write(patient, "The lake."), write(patient, "The river.")
    (row,) = stored(Reflection, Reflection.id == one)
    overwrite(Reflection, Reflection.id == other, search_sealed=row["search_sealed"])
    results = look(patient, "lake")
    assert ([hit.id for hit in results.hits], results.unopened) == ([one], 1)


def test_a_row_that_was_put_back_is_not_found_and_its_words_cannot_be_guessed(patient: Actor, therapist: Actor) -> None:
    reflection_id = write(patient, "The lake.", shared=True)
    (old,) = stored(Reflection, Reflection.id == reflection_id)
    sharing.make_private(patient, reflection_id)
    overwrite(Reflection, Reflection.id == reflection_id, **old)
    right, wrong = look(therapist, "lake"), look(therapist, "river")
    assert right == wrong
    assert right.hits == ()
    assert seen(reflection_id) == []
    assert len(list(verification.verify(patient.clinic_id))) == 1


def test_a_private_row_called_shared_opens_for_nobody_else(patient: Actor, therapist: Actor) -> None:
    reflection_id = write(patient, "The lake.")
    overwrite(Reflection, Reflection.id == reflection_id, state="shared")
    assert look(therapist, "lake").hits == ()
    assert ids(patient, "lake") == []  # it is not as it was last written


def test_a_note_called_released_is_not_found(patient: Actor, therapist: Actor) -> None:
    waits = note(therapist, write(patient, "Words.", shared=True), "The lake.", AT_APPOINTMENT)
    overwrite(Note, Note.id == waits, released_at=clock.now())
    assert look(patient, "lake").hits == ()


def test_the_patient_is_told_of_an_excerpt_of_what_they_answered(cast: Cast) -> None:
    patient, therapist = cast.patient.actor(), cast.therapist.actor()
    reflection_id = write(patient, shared=True)
    note_id = notes.add(therapist, reflection_id, TypedNote("How was it?", NOW))
    replies.add(therapist, note_id, "A second question about marigolds")
    assert len(look(therapist, "marigolds").hits) == 1
    assert seen(reflection_id) == []
    replies.add(patient, note_id, "Like marigolds in the rain")
    assert len(look(therapist, "marigolds rain").hits) == 1
    assert seen(reflection_id) == [(cast.therapist.name, "seen in search")]
