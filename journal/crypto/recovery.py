"""The recovery code: 160 random bits in letters that are hard to confuse, with two check characters."""

from __future__ import annotations

import os

from journal.crypto.errors import CodeMistyped
from journal.crypto.passwords import Proof, proof_from

CODE_BYTES = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
_READ_AS = str.maketrans("OIL", "011")
_GROUP = 4
_CHECK_PRIME = 1021


def make_code() -> str:
    """A new code as it is printed, in groups of four."""
    return print_letters(os.urandom(CODE_BYTES))


def print_letters(data: bytes) -> str:
    """Secret bytes as they are printed: letters that are hard to confuse, two check characters, groups of four."""
    letters = _encode(data)
    letters += _check(letters)
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def read_code(typed: str) -> bytes:
    """The bytes of a code as typed. Raises `CodeMistyped` when its check characters do not fit."""
    return read_letters(typed, CODE_BYTES)


def read_letters(typed: str, length: int) -> bytes:
    """So many bytes of what `print_letters` printed. Raises `CodeMistyped` when its check characters do not fit."""
    letters, wanted = "".join(c for c in typed.upper() if c.isalnum()).translate(_READ_AS), _letters_of(length)
    body, check = letters[:wanted], letters[wanted:]
    if len(letters) != wanted + 2 or not set(letters) <= set(_ALPHABET) or _check(body) != check:
        raise CodeMistyped
    try:
        return _number(body).to_bytes(length, "big")
    except OverflowError as error:
        raise CodeMistyped from error


def prove_code(typed: str, salt: bytes) -> Proof:
    """The proof of a code; it is strong enough to need no stretching. Raises `CodeMistyped`."""
    return proof_from(read_code(typed), salt, "recovery-code")


def _encode(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_letters_of(len(data)) - 1), -1, -5))


def _letters_of(length: int) -> int:
    """How many letters of five bits so many bytes need."""
    return -(-length * 8 // 5)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 32 + _ALPHABET.index(letter)
    return number


def _check(letters: str) -> str:
    """Two letters, the number modulo a prime just below 1024: any one wrong letter and any two exchanged show."""
    rest = _number(letters) % _CHECK_PRIME
    return _ALPHABET[rest // 32] + _ALPHABET[rest % 32]
