"""Replies: the patient's answer to a note they can see, sealed under the ring of what they share."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Note, Reflection, Reply
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.notes import note_access, note_views, replies
from journal.services.reflections import texts
from journal.services.refusals import ReplyRefused
from tests.services.care_steps import begin_with
from tests.services.hands import overwrite, stored
from tests.support.cast import Cast
from tests.views.written import noted, shared


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_what_was_answered_is_read_by_both(patient: Actor, therapist: Actor, text: str) -> None:
    reflection_id = shared(patient)
    note_id = noted(therapist, reflection_id)
    if not text.strip():
        with pytest.raises(ReplyRefused):
            replies.add(patient, note_id, text)
        return
    assert replies.add(patient, note_id, text) == reflection_id
    for reader in (patient, therapist):
        [shown], _ = note_views.views(reader, note_access.visible(reader, reflection_id, patient.id), "words to share")
        assert [(each.text, each.is_me) for each in shown.replies] == [(text.strip(), reader is patient)]


def test_a_reply_lies_under_the_care_ring(patient: Actor, therapist: Actor) -> None:
    replies.add(patient, noted(therapist, shared(patient)), "x" * 10_000)
    assert db.session.query(Reply).one().ring_id == texts.care_ring(patient).ring_id


@pytest.mark.parametrize("text", ["", " \n", "x" * 10_001])
def test_a_reply_that_cannot_be_kept_leaves_no_row(patient: Actor, therapist: Actor, text: str) -> None:
    reflection_id = shared(patient)
    note_id = noted(therapist, reflection_id)
    with pytest.raises(ReplyRefused):
        replies.add(patient, note_id, text)
    assert replies.of_notes(patient, note_access.visible(patient, reflection_id, patient.id)) == {}


@pytest.mark.parametrize("visibility", ["only_me", "appointment"])
def test_a_note_that_is_not_shown_takes_no_reply(patient: Actor, therapist: Actor, visibility: str) -> None:
    note_id = noted(therapist, shared(patient), visibility=visibility)
    with pytest.raises(NotAllowed):
        replies.add(patient, note_id, "?")
    with pytest.raises(NotAllowed):
        replies.reflection_of(patient, note_id)


@pytest.mark.parametrize("part", ["other_patient", "other_therapist", "manager"])
def test_only_the_two_reply(cast: Cast, patient: Actor, therapist: Actor, part: str) -> None:
    note_id = noted(therapist, shared(patient))
    with pytest.raises(NotAllowed):
        replies.add(getattr(cast, part).actor(), note_id, "?")


def test_other_words_from_a_form_that_was_sent_before_are_another_reply(patient: Actor, therapist: Actor) -> None:
    note_id, form = noted(therapist, shared(patient)), make_id()
    for words in ("yes", "yes", "and no"):
        replies.add(patient, note_id, words, form, token_for_id(server_secret(), patient.id, form))
    [found] = replies.of_notes(patient, [db.session.get_one(Note, note_id)]).values()
    assert [each.text for each in found] == ["yes", "and no"]


def test_nothing_is_sealed_under_a_ring_that_was_put_into_the_note(
    cast: Cast, patient: Actor, therapist: Actor
) -> None:
    note_id = noted(therapist, shared(patient))
    begin_with(cast, cast.other_patient, cast.therapist, also_before=True)
    elsewhere = shared(cast.other_patient.actor())
    [theirs] = stored(Reflection, Reflection.id == elsewhere)
    overwrite(Note, Note.id == note_id, ring_id=theirs["ring_id"], generation=theirs["generation"])
    with pytest.raises(ReplyRefused, match="changed in the database"):
        replies.add(cast.therapist.actor(), note_id, "about her alone")
    assert stored(Reply) == []
