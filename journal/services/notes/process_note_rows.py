"""Rows of process notes: where their words are bound to, and how the audit remembers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.crypto.process_notes import open_process_note
from journal.crypto.sealing import Place
from journal.models import ProcessNote
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.people import people
from journal.services.rings import held_rings


@dataclass(frozen=True, slots=True)
class ProcessNoteView:
    """A process note as its writer sees it."""

    id: UUID
    patient_id: UUID
    text: str
    readable: bool
    created_at: datetime
    changed_at: datetime | None
    version: int


def is_current(note: ProcessNote) -> bool:
    """Whether the note is what its newest audit row says."""
    return not audit.stale(note.clinic_id, [stamp(note)])


def stamp(note: ProcessNote) -> audit.Stamp:
    """The note as the audit remembers it; whom it is about stays in the digest, so that nothing that is told of a
    patient comes upon it."""
    return audit.stamp(
        note.clinic_id, note.id, note.version, note.patient_id, note.author_id, note.state, note.ring_id,
        note.generation, note.body_sealed, note.created_at,
    )  # fmt: skip


def place_of(note: ProcessNote) -> Place:
    """The place the words of a note are bound to."""
    return people.place(note.clinic_id, note.id, note.version, note.patient_id, note.author_id)


def opened(actor: Actor, note: ProcessNote) -> str | None:
    """The words of a note; nothing where they do not open."""
    try:
        ring = held_rings.open_ring(actor, note.ring_id, note.generation)
        return open_process_note(ring, place_of(note), note.body_sealed)
    except CannotOpen:
        return None


def views_of(actor: Actor, notes: list[ProcessNote]) -> tuple[ProcessNoteView, ...]:
    """Notes as their writer sees them; one that is not what the audit says is shown as not readable."""
    held_rings.load_rings(actor, {note.ring_id for note in notes})
    stale = audit.stale(actor.clinic_id, [stamp(note) for note in notes])
    texts = [None if note.id in stale else opened(actor, note) for note in notes]
    return tuple(map(_view, notes, texts))


def _view(note: ProcessNote, text: str | None) -> ProcessNoteView:
    opens = text is not None
    return ProcessNoteView(note.id, note.patient_id, text or "", opens, note.created_at, note.changed_at, note.version)
