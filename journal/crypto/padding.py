"""Hides lengths: at least 256 bytes, then Padme (Nikitin et al., PETS 2019), which leaks O(log log n) bits."""

from __future__ import annotations

from functools import lru_cache

from journal.crypto.errors import CannotOpen

SMALLEST = 256
_LENGTH_BYTES = 4


@lru_cache(4096)  # a search asks it of thousands of values, many of them as long
def padded_size(size: int) -> int:
    """The size in bytes that a value of `size` bytes takes once padded."""
    if size <= SMALLEST:
        return SMALLEST
    exponent = size.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1
    return (size + mask) & ~mask


def pad(plaintext: bytes) -> bytes:
    """The plaintext behind its length, with zeros up to the padded size."""
    framed = len(plaintext).to_bytes(_LENGTH_BYTES, "big") + plaintext
    return framed.ljust(padded_size(len(framed)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Takes `pad` back. Raises `CannotOpen` when the frame is not one that `pad` makes."""
    size = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if len(padded) != padded_size(size + _LENGTH_BYTES):
        raise CannotOpen
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + size]
