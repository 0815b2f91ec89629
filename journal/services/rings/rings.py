"""Rings at work: made for their owner, renewed, and opened for an actor who holds them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from journal import clock
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.crypto.rings import wrap_own_ring
from journal.extensions import db
from journal.ids import make_id
from journal.models import Note, Passage, Reflection, Reply, Ring, RingGrant, RingKeyRow, SealedRecord, WithdrawnCopy
from journal.permissions import Who
from journal.services import notices
from journal.services.actor import Actor, Keys
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.recovery import recovery_granting
from journal.services.rings import entitled, grants, pins, ring_rows
from journal.services.rings.held_rings import load_own, load_rings, own_place
from journal.services.work import unit_of_work

PATIENT_RINGS = ("private", "care", "treatment")
_THE_RING = (
    Ring.owner_id == bindparam("owner"),
    Ring.kind == bindparam("kind"),
    Ring.patient_id == bindparam("patient"),
)
_OWN_OF_KIND = select(Ring).where(*_THE_RING).order_by(Ring.id).limit(1)
_OWN = _OWN_OF_KIND.where(Ring.reader_id.is_(None))
_OWN_FOR_ONE = _OWN_OF_KIND.where(Ring.reader_id == bindparam("reader"))


def make_ring(who: Who, keys: Keys, kind: str, patient_id: UUID, reader_id: UUID | None = None) -> RingKey:
    """Makes a ring of one's own with its first generation; in the caller's unit of work."""
    ring = Ring(
        id=make_id(), clinic_id=who.clinic_id, owner_id=who.id, patient_id=patient_id, reader_id=reader_id, kind=kind,
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
    recovery_granting.grant_along(who, keys, ring, key)
    return key


def _own(actor: Actor, kind: str, patient_id: UUID, reader_id: UUID | None = None) -> Ring | None:
    mine = {"owner": actor.id, "kind": kind, "patient": patient_id, "reader": reader_id}
    ring = db.session.scalars(_OWN_FOR_ONE if reader_id else _OWN, mine).one_or_none()
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
    tables: tuple[Any, ...] = (Reflection, Note, Reply, Passage, WithdrawnCopy, *SealedRecord.__subclasses__())
    this = {"ring_id": ring.ring_id, "generation": ring.generation}
    return any(db.session.scalars(select(table.id).filter_by(**this).limit(1)).first() for table in tables)


def next_generation(actor: Actor, ring_id: UUID) -> RingKey:
    """Begins a new generation of one's own ring and grants it to those who held the one before and are in care.

    Of two at once the later one waits and makes the generation after; (ring, generation) is unique besides.
    In the caller's unit of work. Raises `KeyRefused` when the key of a holder is not the one pinned."""
    return _next_generation(actor, db.session.get_one(Ring, ring_id, with_for_update=True), strict=True)


def _next_generation(actor: Actor, ring: Ring, *, strict: bool) -> RingKey:
    if not ring_rows.is_current(ring):
        raise CannotOpen
    held = (RingGrant.ring_id == ring.id) & (RingGrant.generation == ring.generation)
    before = set(db.session.scalars(select(RingGrant.recipient_id).where(held).distinct()))
    key = _begin_generation(actor.who, actor.keys, ring, Act.RING_RENEWED)
    for recipient_id in entitled.to_hold(ring) & before:
        try:
            grant_to(actor, key, recipient_id)
        except KeyRefused:
            if strict:
                raise
            # saving goes on; the patient is asked about this key before anything is granted to it
            audit.record(Act.KEY_STOPPED, actor.id, ring_rows.stamp(ring))
            notices.put(actor.clinic_id, actor.id, notices.Notice.KEY_CHANGED)
    return key


def grant_to(actor: Actor, key: RingKey, recipient_id: UUID) -> None:
    """Grants a ring of one's own to somebody whose key was pinned before. Raises `KeyRefused`."""
    _, recipient_key = people.current_key(recipient_id)
    pins.check(actor.who, actor.keys, recipient_key)
    grants.grant_ring(actor.who, actor.keys, key, recipient_key)


def renew_due(actor: Actor) -> None:
    """Makes the next generation of one's own rings from which somebody was removed; of two at once one does."""
    due = select(Ring.id).where(Ring.owner_id == actor.id, Ring.rotation_due.is_(True)).order_by(Ring.id)
    ring_ids = db.session.scalars(due).all()
    if ring_ids:
        with unit_of_work():
            for ring_id in ring_ids:
                ring = db.session.get_one(Ring, ring_id, with_for_update=True)
                if ring.rotation_due and ring_rows.is_current(ring):
                    _next_generation(actor, ring, strict=False)


def ring_for_writing(actor: Actor, kind: str, reader_id: UUID | None = None) -> RingKey:
    """The generation of one's own ring that new words go under: a new one first where somebody lost access.

    Raises `CannotOpen` also for a ring that was set back to an earlier generation."""
    ring = _own(actor, kind, actor.id, reader_id)
    if ring is None:
        raise CannotOpen
    if ring.rotation_due or not ring_rows.is_current(ring):
        ring = db.session.get_one(Ring, ring.id, with_for_update=True)  # another device may just have renewed it
        if not ring_rows.is_current(ring):
            raise CannotOpen
    return _next_generation(actor, ring, strict=False) if ring.rotation_due else _open_own(actor, ring)


def ring_of_one(actor: Actor, reader_id: UUID) -> UUID | None:
    """The care ring of one therapist, where there is one. Raises `CannotOpen`."""
    ring = _own(actor, "care", actor.id, reader_id)
    if ring is not None and not ring_rows.is_current(ring):
        raise CannotOpen
    return ring.id if ring else None


def ring_for_one(actor: Actor, reader_id: UUID) -> RingKey:
    """The care ring of one therapist, made and granted when it is first needed; in the caller's unit of work.

    Raises `KeyRefused`."""
    if _own(actor, "care", actor.id, reader_id) is not None:
        return ring_for_writing(actor, "care", reader_id)
    key = make_ring(actor.who, actor.keys, "care", actor.id, reader_id)
    grant_to(actor, key, reader_id)
    return key


def notes_ring(actor: Actor, patient_id: UUID) -> RingKey:
    """The therapist's own ring about a patient, made when it is first needed; in the caller's unit of work."""
    ring = _own(actor, "notes", patient_id)
    return _open_own(actor, ring) if ring else make_ring(actor.who, actor.keys, "notes", patient_id)


def begin_alone(who: Who, keys: Keys, ring: Ring) -> None:
    """Begins a generation under new keys that is granted to nobody; in the caller's unit of work, which holds the ring.
    A ring that is not what the audit says is left as it is."""
    if ring_rows.is_current(ring):
        _begin_generation(who, keys, ring, Act.RING_RENEWED)
