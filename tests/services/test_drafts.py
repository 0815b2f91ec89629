"""Drafts: kept under the private ring, one after the other, never for anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Reflection, ReflectionDraft
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.reflections import deleting, drafts, lists, texts, writing
from journal.services.reflections.drafts import THERAPIST, Conflict, DraftSaved, Words
from journal.services.refusals import TextTooLong
from journal.services.review import reviews
from tests.services.hands import remove
from tests.support.cast import Cast


@pytest.fixture
def actor(app: Flask, cast: Cast) -> Iterator[Actor]:
    with app.app_context():
        yield cast.patient.actor()


@pytest.fixture
def shared(actor: Actor) -> UUID:
    made = drafts.new_editor(actor)
    return writing.save(actor, Words(made.id, "", "the shared words", THERAPIST, token=made.token))


def test_a_draft_lies_under_the_private_ring_also_when_it_was_shared(actor: Actor, shared: UUID) -> None:
    drafts.save_draft(actor, Words(shared, "", "changed", base_version=1))
    draft = db.session.get_one(ReflectionDraft, shared)
    assert draft.ring_id == texts.private_ring(actor).ring_id
    assert draft.base_version == 1


def test_the_editor_says_which_version_the_therapist_sees(actor: Actor, shared: UUID) -> None:
    assert drafts.editor(actor, shared).shared_version_at is None
    drafts.save_draft(actor, Words(shared, "", "changed", THERAPIST, base_version=1))
    editor = drafts.editor(actor, shared)
    assert editor.shared_version_at is not None
    assert (editor.text, editor.audience) == ("changed", THERAPIST)
    assert [choice.names for choice in editor.audiences] == ["Dr. Ines Okafor"]


def test_the_therapist_sees_the_saved_version(cast: Cast, actor: Actor, shared: UUID) -> None:
    drafts.save_draft(actor, Words(shared, "", "changed", base_version=1))
    reader = cast.therapist.actor()
    assert "the shared words" in reviews.open_reflection(reader, shared).html
    assert not lists.shared(reader, [actor.id])[0].has_draft


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seen=st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_a_draft_follows_only_the_one_that_was_seen(actor: Actor, seen: tuple[int, int]) -> None:
    made = drafts.new_editor(actor)
    for number in range(2):
        kept = drafts.save_draft(actor, Words(made.id, "", "words", draft_version=number, token=made.token))
        assert kept == DraftSaved(number + 1, 0, kept.saved_at)
    words = Words(made.id, "", "more", base_version=seen[0], draft_version=seen[1])
    if seen == (0, 2):
        assert drafts.save_draft(actor, words).version == 3
    else:
        with pytest.raises(Conflict):
            drafts.save_draft(actor, words)
        assert drafts.editor(actor, made.id).text == "words"


def test_a_draft_of_a_save_that_was_not_seen_is_a_conflict(actor: Actor, shared: UUID) -> None:
    writing.save(actor, Words(shared, "", "newer", THERAPIST, base_version=1))
    with pytest.raises(Conflict):
        drafts.save_draft(actor, Words(shared, "", "older", base_version=1))


def test_saving_takes_the_draft_away(actor: Actor, shared: UUID) -> None:
    drafts.save_draft(actor, Words(shared, "", "changed", base_version=1))
    writing.save(actor, Words(shared, "", "changed", THERAPIST, base_version=1, draft_version=1))
    assert db.session.get(ReflectionDraft, shared) is None


@pytest.mark.parametrize(("title", "text"), [("", ""), (" ", "\n \n")])
def test_a_new_page_without_words_is_not_kept(actor: Actor, title: str, text: str) -> None:
    made = drafts.new_editor(actor)
    assert drafts.save_draft(actor, Words(made.id, title, text, token=made.token)).version == 0
    assert db.session.get(Reflection, made.id) is None
    with pytest.raises(NotAllowed):
        drafts.save_draft(actor, Words(made.id, title, text, token="of another page"))


def test_a_draft_whose_words_were_taken_out_is_one_like_any_other_in_the_journal_alone(actor: Actor) -> None:
    made = drafts.new_editor(actor)
    drafts.save_draft(actor, Words(made.id, "", "ab", token=made.token))
    assert drafts.save_draft(actor, Words(made.id, "", " ", draft_version=1)).version == 2
    assert lists.drafts(actor, 3) == ()
    [row] = lists.journal(actor).rows
    assert (row.id, row.readable, row.excerpt) == (made.id, True, "")
    deleting.delete_reflection(actor, made.id)
    [gone] = lists.journal(actor).deleted
    assert (gone.id, gone.readable) == (made.id, True)
    assert list(verification.verify(actor.clinic_id)) == []


def test_words_typed_after_others_were_taken_out_are_not_written_over_by_a_window_that_saw_the_first(
    actor: Actor,
) -> None:
    made = drafts.new_editor(actor)
    drafts.save_draft(actor, Words(made.id, "", "ab", token=made.token))
    for version, typed in ((1, ""), (2, "words again")):
        drafts.save_draft(actor, Words(made.id, "", typed, draft_version=version))
    for seen in (0, 1, 2):
        with pytest.raises(Conflict):
            drafts.save_draft(actor, Words(made.id, "", "of another window", draft_version=seen))
    assert drafts.editor(actor, made.id).text == "words again"


def test_a_draft_that_was_taken_out_of_the_database_is_said_not_to_open(actor: Actor) -> None:
    made = drafts.new_editor(actor)
    drafts.save_draft(actor, Words(made.id, "", "words", token=made.token))
    remove(ReflectionDraft)
    assert [row.readable for row in lists.journal(actor).rows] == [False]
    assert [row.id for row in lists.drafts(actor, 3)] == [made.id]
    with pytest.raises(CannotOpen):
        drafts.editor(actor, made.id)


def test_words_taken_out_of_a_saved_page_are_a_change_like_any_other(actor: Actor, shared: UUID) -> None:
    assert drafts.save_draft(actor, Words(shared, "", "", base_version=1)).version == 1
    assert drafts.editor(actor, shared).text == ""
    assert lists.journal(actor).rows[0].has_draft


def test_dropping_changes_leaves_the_saved_words(actor: Actor, shared: UUID) -> None:
    drafts.save_draft(actor, Words(shared, "", "changed", base_version=1))
    drafts.discard(actor, shared)
    assert drafts.editor(actor, shared).text == "the shared words"
    drafts.discard(actor, shared)


def test_a_draft_too_long_leaves_the_one_before(actor: Actor, shared: UUID) -> None:
    drafts.save_draft(actor, Words(shared, "", "changed", base_version=1))
    with pytest.raises(TextTooLong):
        drafts.save_draft(actor, Words(shared, "", "x" * 100_001, base_version=1, draft_version=1))
    assert drafts.editor(actor, shared).text == "changed"


@pytest.mark.parametrize("part", ["other_patient", "therapist", "other_therapist", "manager"])
def test_nobody_else_drafts_opens_or_drops(cast: Cast, actor: Actor, shared: UUID, part: str) -> None:
    drafts.save_draft(actor, Words(shared, "", "changed", base_version=1))
    who = getattr(cast, part).actor()
    with pytest.raises(NotAllowed):
        drafts.save_draft(who, Words(shared, "", "x", base_version=1, draft_version=1))
    for refused in (drafts.editor, drafts.discard):
        with pytest.raises(NotAllowed):
            refused(who, shared)
    with pytest.raises(NotAllowed):
        drafts.editor_with(who, Words(shared, "", "x"))
    if part != "other_patient":
        with pytest.raises(NotAllowed):
            drafts.new_editor(who)


def test_the_key_for_the_device_is_the_person_s_own(cast: Cast, actor: Actor) -> None:
    mine = drafts.new_editor(actor).keep_key
    assert mine == drafts.new_editor(cast.patient.actor()).keep_key
    assert mine != drafts.new_editor(cast.other_patient.actor()).keep_key
    assert mine not in repr(drafts.new_editor(actor))
