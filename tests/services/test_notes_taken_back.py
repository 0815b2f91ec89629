"""A note withdrawn by its author: closed by its key, gone without a trace unless it had been opened."""

from __future__ import annotations

from uuid import UUID

import pytest

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Note
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.export import journal_export
from journal.services.notes import note_changes, notes, replies
from journal.services.reflections import reflections
from journal.services.review import reviews
from tests.views.written import both, noted, shared

TEXT = "The river was high. \U0001f30a کشتی آرام بود.\n\nThe river was quiet."


@pytest.fixture
def reflection_id(patient: Actor) -> UUID:
    return shared(patient, TEXT)


def test_a_note_withdrawn_before_it_was_opened_is_gone_without_a_trace(
    patient: Actor, therapist: Actor, reflection_id: UUID
) -> None:
    note_changes.withdraw(therapist, noted(therapist, reflection_id, "high"))
    page = reflections.page(patient, reflection_id)
    assert (page.notes, "<mark" in page.html) == ((), False)
    [his] = reviews.open_reflection(therapist, reflection_id).notes
    assert (his.text, his.quote, his.withdrawn_at is not None) == ("a note", "high", True)


def test_a_note_that_was_opened_leaves_its_place_and_their_own_replies(
    patient: Actor, therapist: Actor, reflection_id: UUID
) -> None:
    note_id = noted(therapist, reflection_id, "high")
    both(patient, therapist, reflection_id)
    replies.add(patient, note_id, "mine")
    replies.add(therapist, note_id, "hers")
    note_changes.withdraw(therapist, note_id)
    hers, his = both(patient, therapist, reflection_id)
    assert (hers.text, hers.quote, [each.text for each in hers.replies]) == ("", None, ["mine"])
    assert (his.text, [each.text for each in his.replies]) == ("a note", ["mine", "hers"])
    with pytest.raises(CannotOpen):  # not the server alone keeps it closed: its key is the author's
        notes.opened(patient, db.session.get_one(Note, note_id))
    for who in (patient, therapist):
        with pytest.raises(NotAllowed):
            replies.add(who, note_id, "?")
    assert b"a note" not in journal_export.export(patient)
    assert list(verification.verify(patient.clinic_id)) == []
