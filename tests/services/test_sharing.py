"""Sharing and making private: which ring a text is under, who reads it, and what becomes of quotes."""

from __future__ import annotations

import pytest

from journal.extensions import db
from journal.models import Note, Reflection, RingGrant
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.care import care
from journal.services.reflections import drafts, sharing, texts, writing
from journal.services.reflections.drafts import Words
from journal.services.refusals import NobodyReads
from journal.services.review import reviews
from tests.services import care_steps
from tests.services.hands import remove
from tests.support.cast import Cast
from tests.views.written import drafted, noted, private, shared


def test_sharing_and_taking_back_moves_between_rings_under_fresh_keys(patient: Actor) -> None:
    reflection_id, seen = private(patient), set()
    for change, ring in ((sharing.share, texts.care_ring), (sharing.make_private, texts.private_ring)) * 2:
        change(patient, reflection_id)
        row = db.session.get_one(Reflection, reflection_id)
        assert row.ring_id == ring(patient).ring_id
        assert row.body_sealed not in seen
        seen.add(row.body_sealed)
    assert (row.version, row.seal_version) == (1, 5)


def test_sharing_twice_is_sharing_once(patient: Actor) -> None:
    reflection_id = shared(patient)
    before = db.session.get_one(Reflection, reflection_id).body_sealed
    sharing.share(patient, reflection_id)
    assert db.session.get_one(Reflection, reflection_id).body_sealed == before


def test_only_the_saved_version_is_shared(patient: Actor, therapist: Actor) -> None:
    reflection_id = private(patient, "the saved words")
    drafts.save_draft(patient, Words(reflection_id, "", "the draft", base_version=1))
    sharing.share(patient, reflection_id)
    assert "the saved words" in reviews.open_reflection(therapist, reflection_id).html
    assert drafts.editor(patient, reflection_id).text == "the draft"


def test_a_draft_alone_is_not_shared(patient: Actor, therapist: Actor) -> None:
    reflection_id = drafted(patient)
    sharing.share(patient, reflection_id)
    with pytest.raises(NotAllowed):
        reviews.open_reflection(therapist, reflection_id)


def test_without_a_grant_nobody_reads(cast: Cast, patient: Actor) -> None:
    reflection_id = private(patient)
    remove(RingGrant, RingGrant.recipient_id == cast.therapist.id)
    assert not care.readers(patient.id)
    with pytest.raises(NobodyReads):
        sharing.share(patient, reflection_id)


def test_quotes_are_withdrawn_and_the_notes_own_words_stay(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient)
    quoting, whole = noted(therapist, reflection_id, "to share"), noted(therapist, reflection_id)
    bodies = [db.session.get_one(Note, each).body_sealed for each in (quoting, whole)]
    sharing.make_private(patient, reflection_id)
    rows = [db.session.get_one(Note, each) for each in (quoting, whole)]
    assert [(row.anchor_sealed, row.anchoring) for row in rows] == [(None, "withdrawn"), (None, "whole")]
    assert [row.body_sealed for row in rows] == bodies


@pytest.mark.parametrize("by", ["saving", "sharing"])
def test_who_still_reads_keeps_what_they_quote_where_it_becomes_theirs_alone(
    cast: Cast, patient: Actor, therapist: Actor, by: str
) -> None:
    care_steps.begin(cast, cast.other_therapist)
    reflection_id, only_one = shared(patient), cast.therapist.id.hex
    kept, ended = (noted(each, reflection_id, "to share") for each in (therapist, cast.other_therapist.actor()))
    if by == "saving":
        writing.save(patient, Words(reflection_id, "", "more words to share", only_one, base_version=1))
    else:
        sharing.share(patient, reflection_id, only_one)
    assert [reader.id for reader in care.readers_of(db.session.get_one(Reflection, reflection_id))] == [therapist.id]
    assert [db.session.get_one(Note, each).anchoring for each in (kept, ended)] == ["words", "withdrawn"]


@pytest.mark.parametrize("part", ["other_patient", "therapist", "manager"])
def test_nobody_else_shares_or_takes_back(cast: Cast, patient: Actor, part: str) -> None:
    for reflection_id in (private(patient), shared(patient)):
        for change in (sharing.share, sharing.make_private):
            with pytest.raises((NotAllowed, NobodyReads)):
                change(getattr(cast, part).actor(), reflection_id)
