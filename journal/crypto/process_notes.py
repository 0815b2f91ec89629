"""Seals and opens process notes, which only their writer ever reads."""

from __future__ import annotations

from journal.crypto.keys import RingKey
from journal.crypto.sealing import Kind, Place, open_value, seal_value

PROCESS_NOTE = Kind("process_note", "body_sealed")


def seal_process_note(ring: RingKey, place: Place, text: str) -> bytes:
    """Seals the words of a process note."""
    key = ring.subkey(PROCESS_NOTE.purpose)
    return seal_value(key, ring.generation, PROCESS_NOTE, place, {"text": text}, ring.ring_id, ring.generation)


def open_process_note(ring: RingKey, place: Place, sealed: bytes | None) -> str:
    """Opens the words of a process note. Raises `CannotOpen`."""
    key = ring.subkey(PROCESS_NOTE.purpose)
    text: str = open_value(key, PROCESS_NOTE, place, sealed, ring.ring_id, ring.generation)["text"]
    return text
