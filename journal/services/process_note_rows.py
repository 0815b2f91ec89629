"""Rows of process notes: where their words are bound to, and how the audit remembers them."""

from __future__ import annotations

from journal.crypto.sealing import Place
from journal.models import ProcessNote
from journal.services import audit, people


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
