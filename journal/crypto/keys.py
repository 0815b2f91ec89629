"""Secret keys as objects that show no bytes, refuse pickling and name what they are for."""

from __future__ import annotations

import os
from typing import NoReturn, Self
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

KEY_BYTES = 32


class Key:
    """32 secret bytes; `repr` and `pickle` give nothing away."""

    __slots__ = ("_bytes", "_subkeys")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        self._bytes = secret
        self._subkeys: dict[str, bytes] = {}

    @classmethod
    def make(cls) -> Self:
        """A new random key."""
        return cls(os.urandom(KEY_BYTES))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not pickled")

    def reveal(self) -> bytes:
        """The bytes themselves, for wrapping under another key."""
        return self._bytes

    def subkey(self, purpose: str) -> bytes:
        """The key derived for one purpose; derived once per object."""
        if purpose not in self._subkeys:
            expand = HKDFExpand(SHA256(), KEY_BYTES, b"interleaf/" + purpose.encode())
            self._subkeys[purpose] = expand.derive(self._bytes)
        return self._subkeys[purpose]


class AccountKey(Key):
    """The one key of a person in one epoch; wraps their key pairs and rings."""


class SlotKey(Key):
    """The key that one way in (password, recovery code) gives; wraps the account key."""


class RingKey(Key):
    """The key of one generation of one ring."""

    __slots__ = ("generation", "ring_id")

    def __init__(self, secret: bytes, ring_id: UUID, generation: int) -> None:
        super().__init__(secret)
        self.ring_id = ring_id
        self.generation = generation

    @classmethod
    def make_generation(cls, ring_id: UUID, generation: int) -> RingKey:
        """A new random key for this generation of the ring."""
        return cls(os.urandom(KEY_BYTES), ring_id, generation)

    def commitment(self) -> bytes:
        """A value that fixes this key without revealing it, for signed grants."""
        return self.subkey("commitment")


def derive_pair(secret: bytes, salt: bytes, purpose: str) -> tuple[bytes, bytes]:
    """Two independent 32-byte values from one secret: what proves it, and what opens with it."""
    both = HKDF(SHA256(), 2 * KEY_BYTES, salt, b"interleaf/" + purpose.encode()).derive(secret)
    return both[:KEY_BYTES], both[KEY_BYTES:]
