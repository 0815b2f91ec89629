"""Rows of process notes: where their words are bound to, and how the audit remembers them."""

from __future__ import annotations

from journal.crypto.errors import CannotOpen
from journal.crypto.process_notes import open_process_note
from journal.crypto.sealing import Place
from journal.models import ProcessNote
from journal.services import audit, held_rings, people
from journal.services.actor import Actor


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
