"""Notes as pages show them: opened one by one, and tied to the words they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal import anchors
from journal.crypto.errors import CannotOpen
from journal.crypto.notes import open_anchor, open_note
from journal.markdown import READING_TEXT_VERSION, Mark
from journal.models import Note
from journal.services import audit, held_rings, people, replies
from journal.services.actor import Actor
from journal.services.notes import EDITED_AWAY, WORDS, place_of, stamp


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as a page shows it."""

    id: UUID
    author_name: str
    author_is_me: bool
    readable: bool
    text: str
    quote: str | None
    placement: str
    mark_id: str | None
    visibility: str
    released_at: datetime | None
    withdrawn_at: datetime | None
    created_at: datetime
    written_about_version: int
    replies: tuple[replies.ReplyView, ...]


def views(actor: Actor, notes: Sequence[Note], reading: str) -> tuple[tuple[NoteView, ...], list[Mark]]:
    """The notes as the page shows them, and the marks of those whose words stand in the reading text.

    A note that does not open, or is not what its newest audit row says, is shown as unreadable."""
    held_rings.load_rings(actor, {note.ring_id for note in notes})
    stale = audit.stale(actor.clinic_id, [stamp(note) for note in notes])
    authors = people.names(actor.clinic_id, {note.author_id for note in notes})
    answers = replies.of_notes(actor, notes)
    shown, marks = [], []
    for note in notes:
        opened = _UNREADABLE if note.id in stale else _open(actor, note)
        span = opened.anchor and anchors.find(reading, opened.anchor)
        marks += [Mark(str(note.id), *span, kind="note")] if span else []
        author, told = authors.get(note.author_id, people.UNREADABLE_NAME), answers.get(note.id, ())
        shown.append(_view(actor, note, opened, author, told, marked=bool(span)))
    return tuple(shown), marks


@dataclass(frozen=True, slots=True)
class _Opened:
    text: str
    anchor: anchors.Anchor | None
    readable: bool = True


_UNREADABLE = _Opened("", None, readable=False)


def _open(actor: Actor, note: Note) -> _Opened:
    try:
        ring = held_rings.open_ring(actor, note.ring_id, note.generation)
        text = open_note(ring, place_of(note), note.body_sealed)
        if note.anchor_sealed is None:
            return _Opened(text, None)
        anchor = anchors.Anchor.from_json(open_anchor(ring, place_of(note), note.anchor_sealed))
    except (CannotOpen, ValueError):
        return _UNREADABLE
    return _Opened(text, anchor if anchor.reading_text_version == READING_TEXT_VERSION else None)


def _view(
    actor: Actor, note: Note, opened: _Opened, author: str, told: tuple[replies.ReplyView, ...], *, marked: bool
) -> NoteView:
    return NoteView(
        id=note.id, author_name=author, author_is_me=note.author_id == actor.id, readable=opened.readable,
        text=opened.text, quote=opened.anchor.exact if opened.anchor else None,
        placement=EDITED_AWAY if note.anchoring == WORDS and not marked else note.anchoring,
        mark_id=f"mark-{note.id}" if marked else None, visibility=note.visibility,
        released_at=note.released_at, withdrawn_at=note.withdrawn_at, created_at=note.created_at,
        written_about_version=note.reflection_version, replies=told,
    )  # fmt: skip
