"""Rings: the owner's own keys, wrapped symmetrically so that nobody can plant one."""

from __future__ import annotations

import hmac
from uuid import UUID

from journal.crypto.canonical import Part
from journal.crypto.errors import CannotOpen
from journal.crypto.keys import AccountKey, RingKey
from journal.crypto.sealing import Kind, Place, bound, seal, unseal

OWN = Kind("ring_key", "key_sealed")
ADOPTED = Kind("ring_grant", "adopted_sealed")
PIN = Kind("pin", "fingerprint_sealed")


def wrap_own_ring(account_key: AccountKey, epoch: int, place: Place, ring: RingKey, kind: str) -> bytes:
    """Seals a ring key for its owner, bound to what the ring is for: none can be taken for another."""
    return _wrap(account_key, epoch, OWN, place, ring, kind)


def open_own_ring(
    account_key: AccountKey, place: Place, ring_id: UUID, generation: int, kind: str, sealed: bytes
) -> RingKey:
    """Opens what `wrap_own_ring` made. Raises `CannotOpen`."""
    return _open(account_key, OWN, place, ring_id, generation, sealed, kind)


def adopt_ring(account_key: AccountKey, epoch: int, place: Place, ring: RingKey) -> bytes:
    """Re-wraps a ring key from a verified grant under the receiver's own account key."""
    return _wrap(account_key, epoch, ADOPTED, place, ring)


def open_adopted_ring(
    account_key: AccountKey, place: Place, ring_id: UUID, generation: int, sealed: bytes, commitment: bytes
) -> RingKey:
    """Opens what `adopt_ring` made. Raises `CannotOpen`, also when it is not the key the grant committed to."""
    ring = _open(account_key, ADOPTED, place, ring_id, generation, sealed)
    if not hmac.compare_digest(ring.commitment(), commitment):
        raise CannotOpen
    return ring


def seal_pin(account_key: AccountKey, epoch: int, place: Place, fingerprint: bytes) -> bytes:
    """Seals the fingerprint a patient has accepted for somebody."""
    return seal(account_key.subkey("pins"), epoch, fingerprint, bound(PIN, place))


def open_pin(account_key: AccountKey, place: Place, sealed: bytes) -> bytes:
    """Opens what `seal_pin` made. Raises `CannotOpen`."""
    return unseal(account_key.subkey("pins"), sealed, bound(PIN, place))


def _wrap(account_key: AccountKey, epoch: int, kind: Kind, place: Place, ring: RingKey, *more: Part) -> bytes:
    key, bound_to = account_key.subkey(kind.purpose), bound(kind, place, ring.ring_id, ring.generation, *more)
    return seal(key, epoch, ring.reveal(), bound_to)


def _open(
    account_key: AccountKey, kind: Kind, place: Place, ring_id: UUID, generation: int, sealed: bytes, *more: Part
) -> RingKey:
    key, bound_to = account_key.subkey(kind.purpose), bound(kind, place, ring_id, generation, *more)
    return RingKey(unseal(key, sealed, bound_to), ring_id, generation)
