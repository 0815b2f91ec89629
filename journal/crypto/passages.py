"""Seals and opens passages: which theme or symptom was meant, and the words that were set apart."""

from __future__ import annotations

from typing import Any

from journal.crypto.keys import RingKey
from journal.crypto.sealing import Kind, Place, open_value, seal_value

PASSAGE = Kind("passage", "passage_sealed")


def seal_passage(ring: RingKey, place: Place, name: str, anchor: dict[str, Any] | None) -> bytes:
    """Seals a passage: the name of a theme or symptom, and the W3C selectors of its words, or none for the whole."""
    value = {"name": name, "anchor": anchor}
    return seal_value(
        ring.subkey(PASSAGE.purpose), ring.generation, PASSAGE, place, value, ring.ring_id, ring.generation
    )


def open_passage(ring: RingKey, place: Place, sealed: bytes | None) -> tuple[str, dict[str, Any] | None]:
    """Opens the name and the selectors of a passage. Raises `CannotOpen`."""
    value = open_value(ring.subkey(PASSAGE.purpose), PASSAGE, place, sealed, ring.ring_id, ring.generation)
    return value["name"], value["anchor"]
