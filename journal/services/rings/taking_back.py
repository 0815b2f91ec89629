"""Taking grants back: the rows are deleted, the audit keeps them from coming back, and the ring falls due."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import PersonKey, Ring, RingGrant
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.rings import entitled, grants, ring_rows


def take_back(patient_id: UUID, person_id: UUID, actor_id: UUID | None) -> None:
    """Deletes what somebody holds of a patient and is not to hold any more; in the caller's unit of work.

    Needs no key, so an absent patient does not block it: the next generation comes at their next sign-in."""
    locked = select(Ring).where(Ring.owner_id == patient_id).order_by(Ring.id).with_for_update()
    for ring in db.session.scalars(locked.execution_options(populate_existing=True)).all():
        theirs = (RingGrant.ring_id == ring.id) & (RingGrant.recipient_id == person_id)
        held = db.session.scalars(select(RingGrant).where(theirs)).all()
        if held and person_id not in entitled.to_hold(ring):
            for grant in held:
                remove(grant, actor_id)
            fall_due(ring, actor_id)


def remove(grant: RingGrant, actor_id: UUID | None) -> None:
    """Deletes one grant; a copy of its row that is put back later is known as stale."""
    audit.record(Act.RING_TAKEN_BACK, actor_id, grants.removed_stamp(grant))
    db.session.delete(grant)


def make_way(ring: RingKey, key: PersonKey, actor_id: UUID | None) -> None:
    """Deletes the grant of this generation to a key that its holder cannot take, before they are granted it anew."""
    this = (RingGrant.ring_id == ring.ring_id) & (RingGrant.generation == ring.generation)
    for grant in db.session.scalars(select(RingGrant).where(this, RingGrant.recipient_key_id == key.id)).all():
        remove(grant, actor_id)
    db.session.flush()


def fall_due(ring: Ring, actor_id: UUID | None) -> None:
    """Lets a ring go on to a new generation at its owner's next sign-in; in the caller's unit of work. Nothing is
    written under one that is not what the audit says, so it is left as it is."""
    if not ring.rotation_due and ring_rows.is_current(ring):
        ring.rotation_due, ring.version = True, ring.version + 1
        ring_rows.close(ring)
        audit.record(Act.RING_DUE, actor_id, ring_rows.stamp(ring))
