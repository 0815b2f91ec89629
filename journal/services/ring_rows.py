"""Rows of rings: their MAC, and how the audit remembers them."""

from __future__ import annotations

from journal.crypto.canonical import Part
from journal.extensions import server_secret
from journal.models import Ring
from journal.services import audit


def close(ring: Ring) -> None:
    """Puts the MAC on a ring's row after a change."""
    ring.mac = server_secret().mac("ring", *_parts(ring))


def is_whole(ring: Ring) -> bool:
    """Whether the MAC of a ring's row holds."""
    return server_secret().mac_holds(ring.mac, "ring", *_parts(ring))


def stamp(ring: Ring) -> audit.Stamp:
    """The ring as the audit remembers it."""
    return audit.stamp(ring.clinic_id, ring.id, ring.version, *_parts(ring), patient_id=ring.patient_id)


def _parts(ring: Ring) -> tuple[Part, ...]:
    everyones: tuple[Part, ...] = (
        ring.id, ring.clinic_id, ring.owner_id, ring.patient_id, ring.kind, ring.generation,
        int(ring.rotation_due), ring.version,
    )  # fmt: skip
    return everyones if ring.reader_id is None else (*everyones, ring.reader_id)
