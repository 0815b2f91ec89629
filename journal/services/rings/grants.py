"""Grants of rings: signed by the owner, checked once by the receiver, and kept under the receiver's own key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto import grants as crypto
from journal.crypto.accounts import KeyPairs, PublicKeys
from journal.crypto.canonical import Part
from journal.crypto.errors import KeyRefused
from journal.crypto.keys import RingKey
from journal.crypto.rings import adopt_ring, open_adopted_ring
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import PersonKey, Ring, RingGrant
from journal.permissions import Who
from journal.services.actor import Actor, Keys
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.recovery import recovery_key_rows
from journal.services.rings import ring_rows
from journal.services.work import unit_of_work

BY_OWNER = "owner"  # the kind of grant that a ring's owner signs
RETURNED = "returned"  # by a therapist, to a patient who lost their keys
RECOVERED = "recovery"  # by the clinic's recovery key
HANDED = "handed"  # by the keeper of a record, to its person, who is asked before it is opened


def open_adopted(actor: Actor, grant: RingGrant) -> RingKey:
    """The ring of an adopted grant. Raises `KeyRefused` for a changed row, `CannotOpen` for a changed key."""
    sealed, mac = grant.adopted_sealed or b"", grant.adopted_mac or b""
    if not server_secret().mac_holds(mac, "adopted-grant", *adopted_parts(grant, sealed)):
        raise KeyRefused
    return open_adopted_ring(
        actor.keys.account_key, people.place(grant.clinic_id, grant.id), grant.ring_id, grant.generation,
        sealed, grant.commitment,
    )  # fmt: skip


def adopt(actor: Actor, grant: RingGrant) -> RingKey:
    """Checks a grant's signature once, and keeps its key under the receiver's account key. What was given back to
    somebody is not adopted so: they are asked first. Raises `KeyRefused`."""
    grant_id = grant.id
    with unit_of_work():
        grant = db.session.get_one(RingGrant, grant_id)
        ring = open_signed(actor, grant, _signer(grant))
        keep(actor, grant, ring)
        audit.record(Act.RING_ADOPTED, actor.id, stamp(grant))
    return ring


def _signer(grant: RingGrant) -> PublicKeys:
    """The keys that may have signed a grant which is adopted unasked. Raises `KeyRefused`."""
    if grant.kind == BY_OWNER and grant.signer_key_id is not None:
        return people.signer_key(grant.signer_key_id, _owner(grant))
    if grant.kind == RECOVERED and grant.recipient_id != _owner(grant):
        return recovery_key_rows.signer(grant, _owner(grant))
    raise KeyRefused


def open_signed(actor: Actor, grant: RingGrant, signer: PublicKeys) -> RingKey:
    """The ring of a grant to the actor that this signer made. Raises `KeyRefused`."""
    sealed = crypto.SealedGrant(grant.grant_sealed, grant.signature)
    return crypto.open_grant(actor.keys.pairs, signer, _terms(grant, _owner(grant)), sealed)


def is_signed_by(grant: RingGrant, signer: PublicKeys, recipient_key_ids: Iterable[UUID]) -> bool:
    """Whether the signer made this grant to one of these keys of its recipient: one that was carried to newer keys
    still bears the signature of when it was made."""
    sealed, terms = crypto.SealedGrant(grant.grant_sealed, grant.signature), _terms(grant, _owner(grant))
    made_to = (replace(terms, recipient_key=key_id) for key_id in recipient_key_ids)
    return any(crypto.is_signed(signer, each, sealed) for each in made_to)


def keep(actor: Actor, grant: RingGrant, ring: RingKey) -> None:
    """Wraps the key of a grant under the receiver's account key; in the caller's unit of work, which audits it."""
    place = people.place(grant.clinic_id, grant.id)
    grant.adopted_sealed = adopt_ring(actor.keys.account_key, actor.keys.epoch, place, ring)
    grant.adopted_mac = server_secret().mac("adopted-grant", *adopted_parts(grant, grant.adopted_sealed))


def _owner(grant: RingGrant) -> UUID:
    ring = db.session.get_one(Ring, grant.ring_id)
    if not ring_rows.is_whole(ring):
        raise KeyRefused
    return ring.owner_id


def grant_ring(owner: Who, keys: Keys, ring: RingKey, recipient_key: PersonKey) -> None:
    """Grants a ring of one's own to somebody's current key. Raises `KeyRefused`."""
    grant = _new(BY_OWNER, ring, recipient_key)
    grant.signer_key_id = keys.key_id
    _sign(grant, keys.pairs, ring, recipient_key, owner.id)
    audit.record(Act.RING_GRANTED, owner.id, stamp(grant, patient_id=owner.id if owner.role == "patient" else None))


def hand_over_ring(actor: Actor, ring: RingKey, recipient_key: PersonKey) -> None:
    """Grants a ring that was kept for somebody to their own key. Raises `KeyRefused`."""
    grant = _new(HANDED, ring, recipient_key)
    grant.signer_key_id = actor.keys.key_id
    _sign(grant, actor.keys.pairs, ring, recipient_key, actor.id)
    audit.record(Act.RING_HANDED, actor.id, stamp(grant, patient_id=recipient_key.person_id))


def return_ring(actor: Actor, ring: RingKey, owner_key: PersonKey) -> None:
    """Gives a ring back to the new key of its owner, who lost the key it was made with. Raises `KeyRefused`."""
    grant = _new(RETURNED, ring, owner_key)
    grant.signer_key_id = actor.keys.key_id
    _sign(grant, actor.keys.pairs, ring, owner_key, owner_key.person_id)
    audit.record(Act.RING_RETURNED, actor.id, stamp(grant, patient_id=owner_key.person_id))


def recover_ring(
    pairs: KeyPairs, recovery_key_id: UUID, ring: RingKey, recipient_key: PersonKey, owner_id: UUID
) -> None:
    """Grants what the clinic's recovery key has opened. Raises `KeyRefused`."""
    grant = _new(RECOVERED, ring, recipient_key)
    grant.recovery_key_id = recovery_key_id
    _sign(grant, pairs, ring, recipient_key, owner_id)
    audit.record(Act.RECOVERY_KEY_USED, None, stamp(grant, patient_id=owner_id))


def _new(kind: str, ring: RingKey, recipient_key: PersonKey) -> RingGrant:
    return RingGrant(
        id=make_id(), clinic_id=recipient_key.clinic_id, ring_id=ring.ring_id, generation=ring.generation, kind=kind,
        recipient_id=recipient_key.person_id, recipient_key_id=recipient_key.id, commitment=ring.commitment(),
        version=1, created_at=clock.now(),
    )  # fmt: skip


def _sign(grant: RingGrant, signer: KeyPairs, ring: RingKey, recipient_key: PersonKey, owner_id: UUID) -> None:
    sealed = crypto.grant_ring(signer, ring, people.public_keys(recipient_key), _terms(grant, owner_id))
    grant.grant_sealed, grant.signature = sealed.sealed, sealed.signature
    db.session.add(grant)


def grant_missing(owner: Who, keys: Keys, rings: Iterable[RingKey], recipient_key: PersonKey) -> None:
    """Grants those of one's own rings that this key does not hold yet. Raises `KeyRefused`."""
    rows = select(RingGrant.ring_id, RingGrant.generation).where(RingGrant.recipient_key_id == recipient_key.id)
    held = {(ring_id, generation) for ring_id, generation in db.session.execute(rows)}
    for ring in rings:
        if (ring.ring_id, ring.generation) not in held:
            held.add((ring.ring_id, ring.generation))
            grant_ring(owner, keys, ring, recipient_key)


def stamp(grant: RingGrant, patient_id: UUID | None = None) -> audit.Stamp:
    """The grant as the audit remembers it."""
    stored = (grant.ring_id, grant.generation, grant.kind, grant.recipient_key_id, grant.grant_sealed, grant.signature)
    return audit.stamp(grant.clinic_id, grant.id, grant.version, *stored, patient_id=patient_id)


def removed_stamp(grant: RingGrant) -> audit.Stamp:
    """What the audit remembers of a grant that was taken back: no row that is put back is that."""
    return audit.stamp(grant.clinic_id, grant.id, grant.version + 1, grant.ring_id, "removed")


def _terms(grant: RingGrant, owner_id: UUID) -> crypto.GrantTerms:
    return crypto.GrantTerms(
        instance=server_secret().instance, clinic=grant.clinic_id, grant=grant.id, kind=grant.kind,
        ring=grant.ring_id, generation=grant.generation, owner=owner_id, signer_key=_signer_id(grant),
        recipient=grant.recipient_id, recipient_key=grant.recipient_key_id, commitment=grant.commitment,
    )  # fmt: skip


def _signer_id(grant: RingGrant) -> UUID:
    signer_id = grant.signer_key_id or grant.recovery_key_id
    if signer_id is None:
        raise KeyRefused
    return signer_id


def adopted_parts(grant: RingGrant, sealed: bytes) -> tuple[Part, ...]:
    """What the MAC of an adopted grant covers."""
    return (
        grant.id, grant.clinic_id, grant.ring_id, grant.generation, grant.kind, grant.recipient_key_id,
        grant.commitment, hashlib.sha256(sealed).digest(),
    )  # fmt: skip
