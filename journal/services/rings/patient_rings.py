"""A patient's ring as somebody at the clinic holds it: what they write for both to read goes under it.

For somebody without an account it is the ring of the record that a clinician keeps for them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import Ring
from journal.services.actor import Actor
from journal.services.before import before_rings
from journal.services.rings import held_rings, ring_rows

_OF_ALL = (
    select(Ring)
    .where(Ring.owner_id == bindparam("patient"), Ring.kind == bindparam("kind"), Ring.reader_id.is_(None))
    .order_by(Ring.id)
    .limit(1)
)


def newest(actor: Actor, patient_id: UUID, kind: str) -> RingKey:
    """The newest generation that the actor holds of the ring `care` or `treatment`. Raises `CannotOpen`."""
    ring = db.session.scalars(_OF_ALL, {"patient": patient_id, "kind": kind}).one_or_none()
    if ring is None and kind == "treatment":
        return before_rings.newest(actor, patient_id)
    if ring is None or not ring_rows.is_current(ring):
        raise CannotOpen
    return held_rings.newest_held(actor, ring.id)
