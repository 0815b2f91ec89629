"""The rings an actor holds, own or granted, opened for the length of a request."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.crypto.rings import open_own_ring
from journal.crypto.sealing import Place
from journal.extensions import db
from journal.models import Ring, RingGrant, RingKeyRow
from journal.services.actor import Actor
from journal.services.audit import audit, refused
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.rings import grants

_RINGS: BindParameter[Any] = bindparam("rings", expanding=True)
_OWN = (
    select(RingKeyRow.id, RingKeyRow.ring_id, RingKeyRow.generation, Ring.kind, RingKeyRow.key_sealed)
    .join(Ring, Ring.id == RingKeyRow.ring_id)
    .where(Ring.owner_id == bindparam("owner"), Ring.id.in_(_RINGS))
)
_GRANTED = select(RingGrant).where(
    RingGrant.recipient_id == bindparam("recipient"),
    RingGrant.recipient_key_id == bindparam("key"),
    RingGrant.ring_id.in_(_RINGS),
    RingGrant.kind != grants.HANDED,  # its person is asked first
)
_THIS = select(RingGrant).where(
    RingGrant.recipient_id == bindparam("recipient"),
    RingGrant.recipient_key_id == bindparam("key"),
    RingGrant.ring_id == bindparam("ring"),
    RingGrant.generation == bindparam("generation"),
)


def open_ring(actor: Actor, ring_id: UUID | None, generation: int) -> RingKey:
    """A ring key the actor holds, own or granted. Raises `CannotOpen`."""
    if ring_id is None:
        raise CannotOpen
    if (ring_id, generation) not in actor.keys.rings:
        load_rings(actor, {ring_id})
    return open_loaded(actor, ring_id, generation)


def open_loaded(actor: Actor, ring_id: UUID, generation: int) -> RingKey:
    """A ring key that was loaded before; asks nothing of the database. Raises `CannotOpen`."""
    try:
        return actor.keys.rings[ring_id, generation]
    except KeyError as error:
        raise CannotOpen from error


def load_rings(actor: Actor, ring_ids: Collection[UUID]) -> None:
    """Opens every generation of these rings that the actor holds; what cannot be opened is left out."""
    # Patients hold rings of their own, everybody else nearly always granted ones: the second look is seldom needed.
    loaders = (_load_own, _load_granted) if actor.role == "patient" else (_load_granted, _load_own)
    missing = set(ring_ids)
    for load in loaders:
        if missing:
            missing -= load(actor, missing)


def _load_own(actor: Actor, ring_ids: Collection[UUID]) -> set[UUID]:
    own: dict[tuple[UUID, int], RingKey] = {}
    load_own(actor, ring_ids, own)
    actor.keys.rings.update(own)
    return {ring_id for ring_id, _ in own}


def load_own(actor: Actor, ring_ids: Collection[UUID], into: dict[tuple[UUID, int], RingKey]) -> None:
    """Opens every generation of those of these rings that are the actor's own."""
    found = db.session.execute(_OWN, {"owner": actor.id, "rings": list(ring_ids)})
    for row_id, ring_id, generation, kind, sealed in found:
        place = own_place(actor.clinic_id, row_id, actor.id)
        try:
            key = open_own_ring(actor.keys.account_key, place, ring_id, generation, kind, sealed)
        except CannotOpen:
            continue
        into[ring_id, generation] = key


def _load_granted(actor: Actor, ring_ids: Collection[UUID]) -> set[UUID]:
    opened = set()
    held = {"recipient": actor.id, "key": actor.keys.key_id, "rings": list(ring_ids)}
    for grant in current(actor.clinic_id, db.session.scalars(_GRANTED, held).all()):
        try:
            key = grants.open_adopted(actor, grant) if grant.adopted_sealed else grants.adopt(actor, grant)
        except (CannotOpen, KeyRefused):
            _note(grant, actor.id)
            continue
        actor.keys.rings[grant.ring_id, grant.generation] = key
        opened.add(grant.ring_id)
    return opened


def current(clinic_id: UUID, found: Sequence[RingGrant]) -> list[RingGrant]:
    """Without the grants that were taken back once and put into the database again."""
    stale = audit.stale(clinic_id, [grants.stamp(grant) for grant in found]) if found else set()
    for grant in found:
        if grant.id in stale:
            _note(grant)
    return [grant for grant in found if grant.id not in stale]


def _note(grant: RingGrant, actor_id: UUID | None = None) -> None:
    """Notes a grant that is not as it was written."""
    ring = db.session.get(Ring, grant.ring_id)
    about = ring.patient_id if ring else None
    refused.note(Act.REFUSED_GRANT, grant.clinic_id, grant.id, actor_id=actor_id, about=about)


def holds(actor: Actor, ring_id: UUID | None, generation: int) -> bool:
    """Whether this very generation was granted to the actor, and not taken back."""
    if ring_id is None:
        return False
    this = {"recipient": actor.id, "key": actor.keys.key_id, "ring": ring_id, "generation": generation}
    return bool(current(actor.clinic_id, db.session.scalars(_THIS, this).all()))


def held_among(actor: Actor, rings: Collection[tuple[UUID | None, int]]) -> set[tuple[UUID | None, int]]:
    """Those of these generations that were granted to the actor, and not taken back."""
    wanted = {"recipient": actor.id, "key": actor.keys.key_id, "rings": list({ring_id for ring_id, _ in rings})}
    granted = current(actor.clinic_id, db.session.scalars(_GRANTED, wanted).all()) if rings else ()
    return set(rings) & {(grant.ring_id, grant.generation) for grant in granted}


def newest_held(actor: Actor, ring_id: UUID | None) -> RingKey:
    """The newest generation of a ring that the actor holds. Raises `CannotOpen`."""
    if ring_id is None:
        raise CannotOpen
    load_rings(actor, {ring_id})
    held = [key for (held_id, _), key in actor.keys.rings.items() if held_id == ring_id]
    if not held:
        raise CannotOpen
    return max(held, key=lambda key: key.generation)


def own_place(clinic_id: UUID, row: UUID, owner: UUID) -> Place:
    """The place a ring key is bound to for its owner."""
    return people.place(clinic_id, row, author=owner)
