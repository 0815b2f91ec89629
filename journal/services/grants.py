"""Grants of rings: signed by the owner, checked once by the receiver, and kept under the receiver's own key."""

from __future__ import annotations

import hashlib
from uuid import UUID

from journal import clock
from journal.crypto import grants as crypto
from journal.crypto.canonical import Part
from journal.crypto.errors import KeyRefused
from journal.crypto.keys import RingKey
from journal.crypto.rings import adopt_ring, open_adopted_ring
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import PersonKey, Ring, RingGrant
from journal.permissions import Who
from journal.services import audit, people, ring_rows
from journal.services.actor import Actor, Keys
from journal.services.acts import Act
from journal.services.work import unit_of_work

BY_OWNER = "owner"  # the kind of grant that a ring's owner signs


def open_adopted(actor: Actor, grant: RingGrant) -> RingKey:
    """The ring of an adopted grant. Raises `KeyRefused` for a changed row, `CannotOpen` for a changed key."""
    sealed, mac = grant.adopted_sealed or b"", grant.adopted_mac or b""
    if not server_secret().mac_holds(mac, "adopted-grant", *_adopted_parts(grant, sealed)):
        raise KeyRefused
    return open_adopted_ring(
        actor.keys.account_key, people.place(grant.clinic_id, grant.id), grant.ring_id, grant.generation,
        sealed, grant.commitment,
    )  # fmt: skip


def adopt(actor: Actor, grant: RingGrant) -> RingKey:
    """Checks a grant's signature once, and keeps its key under the receiver's account key."""
    grant_id = grant.id
    with unit_of_work():
        grant = db.session.get_one(RingGrant, grant_id)
        owner_id = _owner(grant)
        signer = people.signer_key(grant.signer_key_id, owner_id)
        sealed = crypto.SealedGrant(grant.grant_sealed, grant.signature)
        ring = crypto.open_grant(actor.keys.pairs, signer, _terms(grant, owner_id), sealed)
        place = people.place(grant.clinic_id, grant.id)
        grant.adopted_sealed = adopt_ring(actor.keys.account_key, actor.keys.epoch, place, ring)
        parts = _adopted_parts(grant, grant.adopted_sealed)
        grant.adopted_mac = server_secret().mac("adopted-grant", *parts)
        audit.record(Act.RING_ADOPTED, actor.id, stamp(grant))
    return ring


def _owner(grant: RingGrant) -> UUID:
    ring = db.session.get_one(Ring, grant.ring_id)
    if not ring_rows.is_whole(ring):
        raise KeyRefused
    return ring.owner_id


def grant_ring(owner: Who, keys: Keys, ring: RingKey, recipient_key: PersonKey) -> None:
    """Grants a ring of one's own to somebody's current key. Raises `KeyRefused`."""
    grant = RingGrant(
        id=make_id(), clinic_id=owner.clinic_id, ring_id=ring.ring_id, generation=ring.generation, kind=BY_OWNER,
        recipient_id=recipient_key.person_id, recipient_key_id=recipient_key.id, signer_key_id=keys.key_id,
        commitment=ring.commitment(), version=1, created_at=clock.now(),
    )  # fmt: skip
    public = people.public_keys(recipient_key)
    sealed = crypto.grant_ring(keys.pairs, ring, public, _terms(grant, owner.id))
    grant.grant_sealed, grant.signature = sealed.sealed, sealed.signature
    db.session.add(grant)
    audit.record(Act.RING_GRANTED, owner.id, stamp(grant, patient_id=owner.id))


def stamp(grant: RingGrant, patient_id: UUID | None = None) -> audit.Stamp:
    """The grant as the audit remembers it."""
    stored = (grant.ring_id, grant.generation, grant.kind, grant.recipient_key_id, grant.grant_sealed, grant.signature)
    return audit.stamp(grant.clinic_id, grant.id, grant.version, *stored, patient_id=patient_id)


def _terms(grant: RingGrant, owner_id: UUID) -> crypto.GrantTerms:
    return crypto.GrantTerms(
        instance=server_secret().instance, clinic=grant.clinic_id, grant=grant.id, kind=grant.kind,
        ring=grant.ring_id, generation=grant.generation, owner=owner_id, signer_key=grant.signer_key_id,
        recipient=grant.recipient_id, recipient_key=grant.recipient_key_id, commitment=grant.commitment,
    )  # fmt: skip


def _adopted_parts(grant: RingGrant, sealed: bytes) -> tuple[Part, ...]:
    return (
        grant.id, grant.clinic_id, grant.ring_id, grant.generation, grant.kind, grant.recipient_key_id,
        grant.commitment, hashlib.sha256(sealed).digest(),
    )  # fmt: skip
