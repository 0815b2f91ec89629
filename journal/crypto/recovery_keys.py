"""The clinic's recovery key: key pairs from one seed, and the seed as two shares of which one alone says nothing."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from journal.crypto.accounts import KeyPairs
from journal.crypto.keys import KEY_BYTES
from journal.crypto.recovery import print_letters, read_letters

_SEALING_BYTES, _SIGNING_BYTES = 96, 32


def make_shares() -> tuple[KeyPairs, tuple[str, str]]:
    """New key pairs, and the two shares of their seed as they are printed."""
    one, other = os.urandom(KEY_BYTES), os.urandom(KEY_BYTES)
    return _pairs(_joined(one, other)), (print_letters(one), print_letters(other))


def join_shares(one: str, other: str) -> KeyPairs:
    """The key pairs of two shares as typed; of shares that do not belong together they are those of no key.
    Raises `CodeMistyped`."""
    return _pairs(_joined(read_letters(one, KEY_BYTES), read_letters(other, KEY_BYTES)))


def _joined(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _pairs(seed: bytes) -> KeyPairs:
    made = HKDF(SHA256(), _SEALING_BYTES + _SIGNING_BYTES, None, b"interleaf/recovery-key/1").derive(seed)
    return KeyPairs(made[:_SEALING_BYTES], made[_SEALING_BYTES:])
