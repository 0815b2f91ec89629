"""Rows of notes: their stamp, the place their words are sealed to, and every change of one with its audit row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from journal import anchors, clock
from journal.crypto.canonical import Part
from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.crypto.notes import open_anchor, open_note, seal_anchor, seal_note
from journal.crypto.sealing import Place
from journal.models import Note
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.rings import held_rings


def release_row(note: Note, actor_id: UUID) -> None:
    """Lets the patient see a note that is what the audit says; in the caller's unit of work, who has asked."""
    if is_current(note):
        change(note, Act.NOTE_RELEASED, actor_id, released_at=clock.now())


def withdraw_row(note: Note, actor_id: UUID | None) -> None:
    """Closes a note to all but its author; in the caller's unit of work, who has asked."""
    change(note, Act.NOTE_WITHDRAWN, actor_id, withdrawn_at=clock.now())


def change(note: Note, act: Act, actor_id: UUID | None, **values: Any) -> None:
    """Changes a note, with its audit row; one that was changed in the database stays known as that."""
    record = audit.record if is_current(note) else audit.record_about
    for name, value in values.items():
        setattr(note, name, value)
    note.version += 1
    record(act, actor_id, stamp(note))


def is_current(note: Note) -> bool:
    """Whether the note is what its newest audit row says."""
    return not audit.stale(note.clinic_id, [stamp(note)])


def stamp(note: Note) -> audit.Stamp:
    """The note as the audit remembers it."""
    return audit.stamp(
        note.clinic_id, note.id, note.version, note.reflection_id, note.author_id, note.visibility, note.anchoring,
        note.ring_id, note.generation, note.body_sealed, note.anchor_sealed, note.released_at, *_since(note),
        patient_id=note.patient_id,
    )  # fmt: skip


def _since(note: Note) -> Iterator[Part]:
    """What became of a note; each is left out until it happens, so that rows from before it still hold."""
    if note.withdrawn_at is not None:
        yield note.withdrawn_at
    if note.release_when_held:
        yield "when held"
    if note.put_off:
        yield "put off"
    for name in ("edited_at", "resolved_at", "seen_at"):
        if (moment := getattr(note, name)) is not None:
            yield from (name, moment)


def place_of(note: Note, wording: int | None = None) -> Place:
    """The place the sealed columns of a note are bound to, in the wording that stands there or another."""
    version = note.text_version if wording is None else wording
    return people.place(note.clinic_id, note.id, version, note.patient_id, note.author_id, note.reflection_id)


def sealed(ring: RingKey, note: Note, text: str, anchor: anchors.Anchor | None, wording: int = 1) -> dict[str, Any]:
    """The words of a note and of its quote as its columns keep them, in one of its wordings."""
    place = place_of(note, wording)
    return {
        "ring_id": ring.ring_id, "generation": ring.generation, "text_version": wording,
        "body_sealed": seal_note(ring, place, text.strip()),
        "anchor_sealed": seal_anchor(ring, place, anchor.to_json()) if anchor else None,
    }  # fmt: skip


def opened(actor: Actor, note: Note) -> tuple[str, anchors.Anchor | None]:
    """The words of a note, and of the passage it is about. Raises `CannotOpen`."""
    ring = held_rings.open_ring(actor, note.ring_id, note.generation)
    place = place_of(note)
    text = open_note(ring, place, note.body_sealed)
    if note.anchor_sealed is None:
        return text, None
    try:
        return text, anchors.Anchor.from_json(open_anchor(ring, place, note.anchor_sealed))
    except ValueError as error:
        raise CannotOpen from error
