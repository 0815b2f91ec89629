"""A person's key pairs: a hybrid HPKE key that receives rings, and a signing key that grants them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from journal.crypto.canonical import canonical
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import AccountKey
from journal.crypto.sealing import Kind, Place, bound, seal, unseal
from journal.crypto.wordlist import in_short_words

SUITE = 1  # ML-KEM-768 with X25519 for sealing, Ed25519 for signing
PRIVATE_KEYS = Kind("person_key", "private_sealed")
_MLKEM_SEED, _MLKEM_PUBLIC, _X25519 = 64, 1184, 32
_FIELD = 2**255 - 19
_ORDER_EIGHT = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
# The y of each point whose order divides eight (RFC 7748, section 7; RFC 8032, 5.1.7). A key made of one "verifies"
# signatures that nobody made, one in four or more, and OpenSSL does not refuse it.
_SMALL_ORDER = frozenset({0, 1, _FIELD - 1, _ORDER_EIGHT, _FIELD - _ORDER_EIGHT})


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The two public keys of one epoch: `ML-KEM | X25519` for sealing, Ed25519 for signatures."""

    sealing: bytes
    signing: bytes
    suite: int = SUITE

    def fingerprint(self) -> bytes:
        """SHA-256 over suite and keys: what the patient pins."""
        return hashlib.sha256(canonical(self.suite, self.sealing, self.signing)).digest()

    def in_words(self) -> str:
        """The fingerprint as short words that two people can compare aloud."""
        return in_short_words(self.fingerprint())

    def for_sealing(self) -> MLKEM768X25519PublicKey:
        """The key object to seal to. Raises `KeyRefused` for bytes that are no key."""
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(self.sealing[:_MLKEM_PUBLIC])
            return MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(self.sealing[_MLKEM_PUBLIC:]))
        except (ValueError, TypeError) as error:
            raise KeyRefused from error

    def for_verifying(self) -> Ed25519PublicKey:
        """The key object that checks signatures. Raises `KeyRefused` for what is no key or everybody's."""
        y = int.from_bytes(self.signing, "little") % 2**255
        if y % _FIELD in _SMALL_ORDER:
            raise KeyRefused
        try:
            return Ed25519PublicKey.from_public_bytes(self.signing)
        except (ValueError, TypeError) as error:
            raise KeyRefused from error


class KeyPairs:
    """The private halves; shows nothing, and builds its key objects only when they are used."""

    def __init__(self, sealing_private: bytes, signing_private: bytes) -> None:
        self._sealing_private = sealing_private
        self._signing_private = signing_private

    def __repr__(self) -> str:
        return "<KeyPairs>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not pickled")

    @classmethod
    def make(cls) -> KeyPairs:
        """New random key pairs."""
        return cls(os.urandom(_MLKEM_SEED + _X25519), os.urandom(32))

    @cached_property
    def sealing(self) -> MLKEM768X25519PrivateKey:
        """The hybrid private key that opens grants."""
        return MLKEM768X25519PrivateKey(self._mlkem(), self._x25519())

    @cached_property
    def signing(self) -> Ed25519PrivateKey:
        """The key that signs grants."""
        return Ed25519PrivateKey.from_private_bytes(self._signing_private)

    def public(self) -> PublicKeys:
        """The public halves."""
        mlkem = self._mlkem().public_key().public_bytes_raw()
        return PublicKeys(
            sealing=mlkem + self._x25519().public_key().public_bytes_raw(),
            signing=self.signing.public_key().public_bytes_raw(),
        )

    def _mlkem(self) -> MLKEM768PrivateKey:
        return MLKEM768PrivateKey.from_seed_bytes(self._sealing_private[:_MLKEM_SEED])

    def _x25519(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self._sealing_private[_MLKEM_SEED:])

    def reveal(self) -> bytes:
        """Both private halves joined, for wrapping under the account key."""
        return self._sealing_private + self._signing_private


def wrap_key_pairs(account_key: AccountKey, epoch: int, place: Place, pairs: KeyPairs) -> bytes:
    """Seals the private halves under the account key."""
    return seal(account_key.subkey("key-pairs"), epoch, pairs.reveal(), bound(PRIVATE_KEYS, place, epoch))


def open_key_pairs(account_key: AccountKey, epoch: int, place: Place, sealed: bytes) -> KeyPairs:
    """Opens what `wrap_key_pairs` made. Raises `CannotOpen`."""
    joined = unseal(account_key.subkey("key-pairs"), sealed, bound(PRIVATE_KEYS, place, epoch))
    if len(joined) != _MLKEM_SEED + _X25519 + 32:
        raise CannotOpen
    return KeyPairs(joined[:-32], joined[-32:])


def require_support() -> None:
    """Raises `RuntimeError` where this build of `cryptography` lacks what every account needs."""
    try:
        KeyPairs.make().public().for_sealing()
    except UnsupportedAlgorithm as error:
        raise RuntimeError("This build of cryptography has no ML-KEM; install the pinned one.") from error
