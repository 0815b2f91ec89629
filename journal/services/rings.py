"""Rings at work: made for their owner, renewed, and opened for an actor who holds them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.crypto.rings import wrap_own_ring
from journal.extensions import db
from journal.ids import make_id
from journal.models import Note, Reflection, Reply, Ring, RingGrant, RingKeyRow
from journal.permissions import Who
from journal.services import audit, care, grants, people, pins, ring_rows
from journal.services.actor import Actor, Keys
from journal.services.acts import Act
from journal.services.held_rings import load_own, load_rings, own_place

PATIENT_RINGS = ("private", "care", "treatment")
_OWN = (
    select(Ring)
    .where(Ring.owner_id == bindparam("owner"), Ring.kind == bindparam("kind"), Ring.patient_id == bindparam("patient"))
    .order_by(Ring.id)
    .limit(1)
)


def make_ring(who: Who, keys: Keys, kind: str, patient_id: UUID) -> RingKey:
    """Makes a ring of one's own with its first generation; in the caller's unit of work."""
    ring = Ring(
        id=make_id(), clinic_id=who.clinic_id, owner_id=who.id, patient_id=patient_id, kind=kind,
        generation=0, rotation_due=False, version=0, created_at=clock.now(),
    )  # fmt: skip
    return _begin_generation(who, keys, ring, Act.RING_MADE)


def _begin_generation(who: Who, keys: Keys, ring: Ring, act: Act) -> RingKey:
    ring.generation, ring.version, ring.rotation_due = ring.generation + 1, ring.version + 1, False
    ring_rows.close(ring)
    db.session.add(ring)
    db.session.flush()
    audit.record(act, who.id, ring_rows.stamp(ring))
    key, row_id = RingKey.make_generation(ring.id, ring.generation), make_id()
    place = own_place(who.clinic_id, row_id, who.id)
    row = RingKeyRow(
        id=row_id, clinic_id=who.clinic_id, ring_id=ring.id, generation=ring.generation, created_at=clock.now(),
        key_sealed=wrap_own_ring(keys.account_key, keys.epoch, place, key, ring.kind),
    )  # fmt: skip
    db.session.add(row)
    keys.rings[ring.id, ring.generation] = key
    return key


def _own(actor: Actor, kind: str, patient_id: UUID) -> Ring | None:
    mine = {"owner": actor.id, "kind": kind, "patient": patient_id}
    ring = db.session.scalars(_OWN, mine).one_or_none()
    if ring is not None and not ring_rows.is_whole(ring):
        raise CannotOpen
    return ring


def own_ring(actor: Actor, kind: str, patient_id: UUID) -> RingKey:
    """The current generation of one's own ring about a patient. Raises `CannotOpen`."""
    ring = _own(actor, kind, patient_id)
    if ring is None:
        raise CannotOpen
    return _open_own(actor, ring)


def _open_own(actor: Actor, ring: Ring) -> RingKey:
    """The current generation of a ring that is one's own: a granted key never stands in for it."""
    own: dict[tuple[UUID, int], RingKey] = {}
    load_own(actor, {ring.id}, own)
    actor.keys.rings.update(own)
    try:
        return own[ring.id, ring.generation]
    except KeyError as error:
        raise CannotOpen from error


def all_generations(actor: Actor, ring_id: UUID) -> list[RingKey]:
    """Every generation of one's own ring, oldest first."""
    load_rings(actor, {ring_id})
    return [key for (held, _), key in sorted(actor.keys.rings.items()) if held == ring_id]


def is_used(ring: RingKey) -> bool:
    """Whether anything is sealed under this generation, so that granting it would grant history."""
    return any(
        db.session.scalars(
            select(table.id).where(table.ring_id == ring.ring_id, table.generation == ring.generation).limit(1)
        ).first()
        for table in (Reflection, Note, Reply)
    )


def next_generation(actor: Actor, ring_id: UUID) -> RingKey:
    """Begins a new generation of one's own ring and grants it to those who held the one before and are in care.

    Of two at once the later one waits and makes the generation after; (ring, generation) is unique besides.
    In the caller's unit of work. Raises `KeyRefused` when the key of a holder is not the one pinned."""
    ring = db.session.get_one(Ring, ring_id, with_for_update=True)
    held = (RingGrant.ring_id == ring_id) & (RingGrant.generation == ring.generation)
    holders = db.session.scalars(select(RingGrant.recipient_id).where(held).distinct()).all()
    key = _begin_generation(actor.who, actor.keys, ring, Act.RING_RENEWED)
    for recipient_id in holders:
        if care.active_relation(actor.id, recipient_id) is not None:
            _, recipient_key = people.current_key(recipient_id)
            pins.check(actor.who, actor.keys, recipient_key)
            grants.grant_ring(actor.who, actor.keys, key, recipient_key)
    return key


def ring_for_writing(actor: Actor, kind: str) -> RingKey:
    """The generation of one's own ring that new words go under: a new one first where somebody lost access.

    Raises `CannotOpen` also for a ring that was set back to an earlier generation."""
    ring = _own(actor, kind, actor.id)
    if ring is None or audit.stale(ring.clinic_id, [ring_rows.stamp(ring)]):
        raise CannotOpen
    return next_generation(actor, ring.id) if ring.rotation_due else _open_own(actor, ring)


def notes_ring(actor: Actor, patient_id: UUID) -> RingKey:
    """The therapist's own ring about a patient, made when it is first needed; in the caller's unit of work."""
    ring = _own(actor, "notes", patient_id)
    return _open_own(actor, ring) if ring else make_ring(actor.who, actor.keys, "notes", patient_id)
