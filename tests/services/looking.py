"""Looks for words as somebody, as in a request of their own, and says what they got."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from journal.services.actor import Actor
from journal.services.audit import receipts
from journal.services.care import cover_naming, cover_rows, covers
from journal.services.notes import notes
from journal.services.notes.notes import NOW, TypedNote
from journal.services.reflections import texts
from journal.services.search import search
from journal.services.search.search import Query, Results
from tests.support import shown
from tests.support.cast import Cast


def look(actor: Actor, words: str, **narrowed: object) -> Results:
    fresh = replace(actor, keys=replace(actor.keys, rings={}))
    return search.search(fresh, Query(words, **narrowed))  # type: ignore[arg-type]


def ids(actor: Actor, words: str, **narrowed: object) -> list[UUID]:
    return [hit.id for hit in look(actor, words, **narrowed).hits]


def said(results: Results) -> list[str]:
    return ["".join(piece.text for piece in fragment) for hit in results.hits for fragment in hit.fragments]


def seen(reflection_id: UUID) -> list[tuple[str, str]]:
    reflection = texts.find(reflection_id)
    assert reflection is not None
    return [(each.name, each.how) for each in receipts.of(reflection).seen]


def cover(cast: Cast) -> None:
    """Tomas reads for Ines, from today on for three days."""
    today = cover_rows.today(cast.clinic_id)
    cover_naming.name(cast.therapist.actor(), cast.other_therapist.id, today, today + timedelta(days=2))
    (asked,) = covers.requests(cast.patient.actor())
    covers.answer(cast.patient.actor(), asked.id, accept=True, fingerprint=shown.of_cover(asked.id))


def note(therapist: Actor, reflection_id: UUID, text: str, visibility: str = NOW) -> UUID:
    return notes.add(therapist, reflection_id, TypedNote(text, visibility))
