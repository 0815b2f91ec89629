"""Reflections and notes made through the services, for tests that need no page."""

from __future__ import annotations

from uuid import UUID

from journal.services.actor import Actor
from journal.services.notes import notes
from journal.services.notes.note_views import NoteView
from journal.services.notes.notes import NOW, TypedNote
from journal.services.reflections import drafts, reflection_opening, writing
from journal.services.reflections.drafts import ONLY_ME, THERAPIST, Words
from journal.services.review import reviews


def private(actor: Actor, text: str = "words for me", title: str = "") -> UUID:
    """A saved reflection for its writer alone."""
    return _saved(actor, text, title, ONLY_ME)


def shared(actor: Actor, text: str = "words to share", title: str = "") -> UUID:
    """A saved reflection for the therapist too."""
    return _saved(actor, text, title, THERAPIST)


def _saved(actor: Actor, text: str, title: str, audience: str) -> UUID:
    made = drafts.new_editor(actor)
    return writing.save(actor, Words(made.id, title, text, audience, token=made.token))


def drafted(actor: Actor, text: str = "a draft") -> UUID:
    """A draft that was never saved."""
    made = drafts.new_editor(actor)
    drafts.save_draft(actor, Words(made.id, "", text, token=made.token))
    return made.id


def noted(therapist: Actor, reflection_id: UUID, quoted: str = "", visibility: str = NOW) -> UUID:
    """A note on a shared reflection."""
    return notes.add(therapist, reflection_id, TypedNote("a note", visibility, quoted))


def both(patient: Actor, therapist: Actor, reflection_id: UUID) -> tuple[NoteView, NoteView]:
    """The only note, as each of the two sees it."""
    [hers] = reflection_opening.open_page(patient, reflection_id).notes
    [his] = reviews.open_reflection(therapist, reflection_id).notes
    return hers, his
