"""Pages, what was made from them, and notes, that were made private or withdrawn after a backup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from journal.extensions import db
from journal.models import (
    Insight,
    Note,
)
from journal.permissions import NotAllowed
from journal.services import sealed_records
from journal.services.audit.acts import Act
from journal.services.insights import patient_insights
from journal.services.notes import note_changes
from journal.services.passages import passages
from journal.services.passages.passages import TypedWords
from journal.services.reflections import deleting, reflections, sharing
from journal.services.review import reviews
from tests.security.restores.telling import story
from tests.services.care_steps import begin
from tests.services.hands import stored
from tests.services.insight_hands import TEXT, grown
from tests.support.cast import Cast
from tests.views.written import noted, shared


@story("a reflection that was made private is not read", Act.REFLECTION_MADE_PRIVATE)
def made_private(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor())
    yield
    sharing.make_private(cast.patient.actor(), page)
    yield
    with pytest.raises(NotAllowed):
        reviews.open_reflection(cast.therapist.actor(), page)
    assert "words to share" in reflections.page(cast.patient.actor(), page).html


@story(
    "a reflection that fewer people may read is read by none of them until it is shared again", Act.REFLECTION_NARROWED
)
def narrowed(cast: Cast) -> Iterator[None]:
    begin(cast, cast.other_therapist)
    page = shared(cast.patient.actor())
    yield
    sharing.share(cast.patient.actor(), page, cast.therapist.id.hex)
    assert reviews.open_reflection(cast.therapist.actor(), page)
    yield
    for member in (cast.therapist, cast.other_therapist):
        with pytest.raises(NotAllowed):
            reviews.open_reflection(member.actor(), page)
    sharing.share(cast.patient.actor(), page, cast.therapist.id.hex)
    assert reviews.open_reflection(cast.therapist.actor(), page)


@story("what was made from a page goes with it when that was made private", Act.REFLECTION_MADE_PRIVATE)
def insight_follows(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor(), TEXT)
    insight = grown(cast.patient.actor(), page)
    passages.put_theme(cast.patient.actor(), page, "grief", TypedWords("wave came"))
    assert opens(cast, Insight, insight)
    yield
    sharing.make_private(cast.patient.actor(), page)
    yield
    assert not read_by_therapist(cast)
    deleting.delete_reflection(cast.patient.actor(), page)
    assert not read_by_therapist(cast)


def read_by_therapist(cast: Cast) -> list[Any]:
    """What a therapist is shown of insights and what follows from them."""
    seen = patient_insights.shared(cast.therapist.actor(), cast.patient.id)
    return [*seen.insights, *seen.goals, *seen.changes]


@story("what was made from a page that was shared and is deleted is not read", Act.REFLECTION_DELETED)
def insight_of_deleted(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor(), TEXT)
    grown(cast.patient.actor(), page)
    yield
    deleting.delete_reflection(cast.patient.actor(), page)
    yield
    assert not read_by_therapist(cast)


@story("a note that was withdrawn is not read", Act.NOTE_WITHDRAWN)
def note_withdrawn(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor())
    made = noted(cast.therapist.actor(), page)
    yield
    note_changes.withdraw(cast.therapist.actor(), made)
    yield
    assert reflections.page(cast.patient.actor(), page).notes == ()


@story("a note quotes no words that were made private", Act.NOTE_QUOTE_WITHDRAWN)
def quote_withdrawn(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor(), "The river was high.")
    noted(cast.therapist.actor(), page, "high")
    yield
    sharing.make_private(cast.patient.actor(), page)
    yield
    assert stored(Note)[0]["anchor_sealed"] is None


def opens(cast: Cast, table: type[Any], record_id: UUID) -> bool:
    """Whether a record's words open for the therapist."""
    actor = cast.therapist.actor()
    found = sealed_records.opened(actor, [db.session.get_one(table, record_id)])
    db.session.remove()
    return record_id in found
