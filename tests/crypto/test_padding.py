"""Padding hides lengths: only a few sizes ever appear, and nothing is lost on the way there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto.errors import CannotOpen
from journal.crypto.padding import SMALLEST, pad, padded_size, unpad

SIZES = st.integers(0, 2**24)
# Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019, section 4
PADME = {257: 272, 300: 304, 511: 512, 512: 512, 513: 544, 1000: 1024, 2000: 2048, 2049: 2176, 100_000: 100_352}


def buckets_up_to(limit: int) -> set[int]:
    """The sizes a value may have: with exponent E, written in S bits, the last E - S bits of a size are zero."""
    found, size = {SMALLEST}, SMALLEST
    while size < limit:
        exponent = size.bit_length() - 1
        size += 1 << exponent - exponent.bit_length()
        found.add(size)
    return found


BUCKETS = buckets_up_to(600_000)


@given(st.binary(max_size=3000))
def test_what_was_padded_comes_back(plaintext: bytes) -> None:
    assert unpad(pad(plaintext)) == plaintext


@given(st.integers(0, 500_000))
def test_only_the_sizes_of_the_buckets_appear(size: int) -> None:
    assert len(pad(bytes(size))) in BUCKETS


@pytest.mark.parametrize(("size", "expected"), PADME.items())
def test_the_sizes_are_those_of_padme(size: int, expected: int) -> None:
    assert padded_size(size) == expected


@given(SIZES)
def test_a_padded_size_holds_its_value_and_pads_no_further(size: int) -> None:
    padded = padded_size(size)
    assert padded >= size
    assert padded_size(padded) == padded


@given(SIZES, SIZES)
def test_a_longer_value_is_never_the_shorter_one_when_padded(one: int, other: int) -> None:
    assert padded_size(min(one, other)) <= padded_size(max(one, other))


@given(st.integers(SMALLEST, 2**24))
def test_padding_adds_at_most_an_eighth(size: int) -> None:
    assert padded_size(size) - size <= size / 8


@pytest.mark.parametrize("size", [0, 1, 2, 100, 251, 252])
def test_short_values_all_look_alike(size: int) -> None:
    assert len(pad(bytes(size))) == SMALLEST


def test_a_whole_journal_has_few_sizes() -> None:
    assert len({len(pad(bytes(size))) for size in range(100_000)}) < 150


@pytest.mark.parametrize("wrong", [b"", b"\0", b"\0\0\0\0", b"\0" * 255, b"\0" * 257, b"\xff" * 256, b"\0\0\1\0" * 64])
def test_a_frame_that_was_not_made_by_padding_does_not_open(wrong: bytes) -> None:
    with pytest.raises(CannotOpen):
        unpad(wrong)
