"""Seals and opens the records of a patient's arc: one JSON value each, bound to its table, row, version and author."""

from __future__ import annotations

from typing import Any

from journal.crypto.keys import RingKey
from journal.crypto.sealing import Kind, Place, open_value, seal_value


def seal_record(table: str, ring: RingKey, place: Place, value: dict[str, Any]) -> bytes:
    """Seals what a record says; under its table's own subkey, so that it opens as no record of another table."""
    kind = Kind(table, "body_sealed")
    return seal_value(
        ring.subkey(kind.purpose), ring.generation, kind, place, value, ring.ring_id, ring.generation
    )  # fmt: skip


def open_record(table: str, ring: RingKey, place: Place, sealed: bytes | None) -> dict[str, Any]:
    """Opens what `seal_record` made. Raises `CannotOpen`."""
    kind = Kind(table, "body_sealed")
    return open_value(ring.subkey(kind.purpose), kind, place, sealed, ring.ring_id, ring.generation)
