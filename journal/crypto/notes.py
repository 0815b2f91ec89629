"""Seals and opens notes, the anchors that tie them to words, and replies."""

from __future__ import annotations

from typing import Any

from journal.crypto.keys import RingKey
from journal.crypto.sealing import Kind, Place, open_value, seal_value

NOTE = Kind("note", "body_sealed")
ANCHOR = Kind("note", "anchor_sealed")
REPLY = Kind("reply", "body_sealed")


def seal_note(ring: RingKey, place: Place, text: str) -> bytes:
    """Seals the words of a note."""
    return _seal(ring, NOTE, place, {"text": text})


def open_note(ring: RingKey, place: Place, sealed: bytes | None) -> str:
    """Opens the words of a note. Raises `CannotOpen`."""
    text: str = _open(ring, NOTE, place, sealed)["text"]
    return text


def seal_anchor(ring: RingKey, place: Place, anchor: dict[str, Any]) -> bytes:
    """Seals the W3C selectors of a note: they quote the reflection, so they are as private as it is."""
    return _seal(ring, ANCHOR, place, {"anchor": anchor})


def open_anchor(ring: RingKey, place: Place, sealed: bytes | None) -> dict[str, Any]:
    """Opens the selectors of a note. Raises `CannotOpen`."""
    anchor: dict[str, Any] = _open(ring, ANCHOR, place, sealed)["anchor"]
    return anchor


def seal_reply(ring: RingKey, place: Place, text: str) -> bytes:
    """Seals a reply."""
    return _seal(ring, REPLY, place, {"text": text})


def open_reply(ring: RingKey, place: Place, sealed: bytes | None) -> str:
    """Opens a reply. Raises `CannotOpen`."""
    text: str = _open(ring, REPLY, place, sealed)["text"]
    return text


def _seal(ring: RingKey, kind: Kind, place: Place, value: dict[str, Any]) -> bytes:
    return seal_value(ring.subkey(kind.purpose), ring.generation, kind, place, value, ring.ring_id, ring.generation)


def _open(ring: RingKey, kind: Kind, place: Place, sealed: bytes | None) -> dict[str, Any]:
    return open_value(ring.subkey(kind.purpose), kind, place, sealed, ring.ring_id, ring.generation)
