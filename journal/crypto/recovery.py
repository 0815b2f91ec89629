"""The recovery code: 160 random bits in letters that are hard to confuse, with two check characters."""

from __future__ import annotations

import os

from journal.crypto.errors import CodeMistyped
from journal.crypto.passwords import Proof, proof_from

CODE_BYTES = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
_READ_AS = str.maketrans("OIL", "011")
_LETTERS = CODE_BYTES * 8 // 5
_GROUP = 4
_CHECK_PRIME = 1021


def make_code() -> str:
    """A new code as it is printed, in groups of four."""
    letters = _encode(os.urandom(CODE_BYTES))
    letters += _check(letters)
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def read_code(typed: str) -> bytes:
    """The bytes of a code as typed. Raises `CodeMistyped` when its check characters do not fit."""
    letters = "".join(c for c in typed.upper() if c.isalnum()).translate(_READ_AS)
    body, check = letters[:_LETTERS], letters[_LETTERS:]
    if len(letters) != _LETTERS + 2 or not set(letters) <= set(_ALPHABET) or _check(body) != check:
        raise CodeMistyped
    return _number(body).to_bytes(CODE_BYTES, "big")


def prove_code(typed: str, salt: bytes) -> Proof:
    """The proof of a code; it is strong enough to need no stretching. Raises `CodeMistyped`."""
    return proof_from(read_code(typed), salt, "recovery-code")


def _encode(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_LETTERS - 1), -1, -5))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 32 + _ALPHABET.index(letter)
    return number


def _check(letters: str) -> str:
    """Two letters, the number modulo a prime just below 1024: any one wrong letter and any two exchanged show."""
    rest = _number(letters) % _CHECK_PRIME
    return _ALPHABET[rest // 32] + _ALPHABET[rest % 32]
