"""Rows of rings: their MAC, and how the audit remembers them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from journal.crypto.canonical import Part
from journal.extensions import server_secret
from journal.models import Ring
from journal.services.audit import audit
from journal.services.audit.acts import Act

ENDED = "ended"  # the kind of a ring whose keys were destroyed


def close(ring: Ring) -> None:
    """Puts the MAC on a ring's row after a change."""
    ring.mac = server_secret().mac("ring", *parts(ring))


def is_whole(ring: Ring) -> bool:
    """Whether the MAC of a ring's row holds."""
    return server_secret().mac_holds(ring.mac, "ring", *parts(ring))


def current(rings: Sequence[Ring]) -> list[Ring]:
    """Those of these rings that are whole, what their newest audit rows say, and not ended."""
    whole = [ring for ring in rings if ring.kind != ENDED and is_whole(ring)]
    stale = audit.stale(whole[0].clinic_id, [stamp(ring) for ring in whole]) if whole else set()
    return [ring for ring in whole if ring.id not in stale]


def is_current(ring: Ring) -> bool:
    """Whether this ring is one of those."""
    return bool(current([ring]))


def end(ring: Ring, actor_id: UUID | None) -> None:
    """Ends a ring for good, so that no generation of it is made or believed any more; in the caller's unit of work,
    which destroys its keys."""
    ring.kind, ring.rotation_due, ring.version = ENDED, False, ring.version + 1
    close(ring)
    audit.record(Act.RING_ENDED, actor_id, stamp(ring))


def stamp(ring: Ring) -> audit.Stamp:
    """The ring as the audit remembers it."""
    return audit.stamp(ring.clinic_id, ring.id, ring.version, *parts(ring), patient_id=ring.patient_id)


def parts(ring: Ring) -> tuple[Part, ...]:
    """What the MAC of a ring covers."""
    everyones: tuple[Part, ...] = (
        ring.id, ring.clinic_id, ring.owner_id, ring.patient_id, ring.kind, ring.generation,
        int(ring.rotation_due), ring.version,
    )  # fmt: skip
    return everyones if ring.reader_id is None else (*everyones, ring.reader_id)
