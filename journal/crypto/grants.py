"""Grants: one ring generation, sealed to one recipient key and signed by the ring's owner."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from journal.crypto.accounts import KeyPairs, PublicKeys
from journal.crypto.canonical import canonical
from journal.crypto.errors import KeyRefused
from journal.crypto.keys import RingKey

SUITE = 1
_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """Everything a grant says; all of it is bound by HPKE's `info` and covered by the signature."""

    instance: bytes
    clinic: UUID
    grant: UUID
    kind: str
    ring: UUID
    generation: int
    owner: UUID
    signer_key: UUID
    recipient: UUID
    recipient_key: UUID
    commitment: bytes

    def encode(self) -> bytes:
        """The terms as canonical bytes."""
        return canonical(
            "interleaf/grant/1", SUITE, self.instance, self.clinic, self.grant, self.kind, self.ring,
            self.generation, self.owner, self.signer_key, self.recipient, self.recipient_key, self.commitment,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SealedGrant:
    """The two values of a grant: the sealed ring key, and the owner's signature."""

    sealed: bytes
    signature: bytes


def grant_ring(signer: KeyPairs, ring: RingKey, recipient: PublicKeys, terms: GrantTerms) -> SealedGrant:
    """Seals a ring key to somebody's public key and signs it. Raises `KeyRefused` for an unusable key."""
    encoded = terms.encode()
    try:
        sealed = _HPKE.encrypt(ring.reveal(), recipient.for_sealing(), info=encoded)
    except (ValueError, TypeError) as error:
        raise KeyRefused from error
    return SealedGrant(sealed, signer.signing.sign(_signed(encoded, sealed)))


def open_grant(recipient: KeyPairs, owner: PublicKeys, terms: GrantTerms, grant: SealedGrant) -> RingKey:
    """The ring key of a grant whose signature holds. Raises `KeyRefused` for anything else."""
    encoded = terms.encode()
    try:
        owner.for_verifying().verify(grant.signature, _signed(encoded, grant.sealed))
        secret = _HPKE.decrypt(grant.sealed, recipient.sealing, info=encoded)
        ring = RingKey(secret, terms.ring, terms.generation)
    except (InvalidSignature, InvalidTag, ValueError, TypeError) as error:
        raise KeyRefused from error
    if not hmac.compare_digest(ring.commitment(), terms.commitment):
        raise KeyRefused
    return ring


def is_signed(signer: PublicKeys, terms: GrantTerms, grant: SealedGrant) -> bool:
    """Whether a signer made this grant on these terms; opens nothing."""
    try:
        signer.for_verifying().verify(grant.signature, _signed(terms.encode(), grant.sealed))
    except (KeyRefused, InvalidSignature, ValueError, TypeError):
        return False
    return True


def _signed(encoded_terms: bytes, sealed: bytes) -> bytes:
    return canonical(encoded_terms, hashlib.sha256(sealed).digest())
