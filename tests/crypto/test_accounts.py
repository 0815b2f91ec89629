"""Key pairs: the public halves fix a fingerprint to say aloud, the private ones open for one person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto.accounts import PRIVATE_KEYS, KeyPairs, PublicKeys, open_key_pairs, wrap_key_pairs
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.sealing import bound, seal
from journal.crypto.wordlist import SPOKEN_BYTES, WORDS, in_short_words
from tests.crypto.parts import account_key, elsewhere, flipped, known, pairs, place


def wrapped() -> bytes:
    return wrap_key_pairs(account_key(), 1, place(), pairs("ines"))


def test_private_keys_open_for_their_person_and_give_the_same_public_keys() -> None:
    opened = open_key_pairs(account_key(), 1, place(), wrapped())
    assert opened.public() == pairs("ines").public()
    assert opened.reveal() == pairs("ines").reveal()


def test_private_keys_do_not_open_for_anybody_else() -> None:
    with pytest.raises(CannotOpen):
        open_key_pairs(account_key("somebody else"), 1, place(), wrapped())


@pytest.mark.parametrize("epoch", [0, 2, 11])
def test_private_keys_do_not_open_in_another_epoch(epoch: int) -> None:
    with pytest.raises(CannotOpen):
        open_key_pairs(account_key(), epoch, place(), wrapped())


@pytest.mark.parametrize("part", ["instance", "clinic", "row"])
def test_private_keys_do_not_open_in_another_row(part: str) -> None:
    moved = elsewhere(part)
    with pytest.raises(CannotOpen):
        open_key_pairs(account_key(), 1, moved, wrapped())


def test_private_keys_with_any_one_byte_changed_do_not_open() -> None:
    for spoiled in flipped(wrapped()):
        with pytest.raises(CannotOpen):
            open_key_pairs(account_key(), 1, place(), spoiled)


@pytest.mark.parametrize("size", [0, 32, 127, 129])
def test_private_keys_of_another_size_do_not_open(size: int) -> None:
    sealed = seal(account_key().subkey("key-pairs"), 1, bytes(size), bound(PRIVATE_KEYS, place(), 1))
    with pytest.raises(CannotOpen):
        open_key_pairs(account_key(), 1, place(), sealed)


def test_the_private_halves_are_not_in_the_sealed_bytes() -> None:
    assert known("ines signing") not in wrapped()
    assert known("ines sealing", 96)[:16] not in wrapped()


def test_new_key_pairs_are_all_different() -> None:
    made = [KeyPairs.make().public() for _ in range(5)]
    assert len({public.sealing for public in made} | {public.signing for public in made}) == 10


def test_public_keys_have_the_sizes_of_their_suite() -> None:
    public = pairs("ines").public()
    assert (len(public.sealing), len(public.signing), public.suite) == (1184 + 32, 32, 1)


def test_a_fingerprint_changes_with_every_byte_of_the_keys() -> None:
    public = pairs("ines").public()
    made = {public.fingerprint(), replace(public, suite=2).fingerprint()}
    made |= {replace(public, sealing=sealing).fingerprint() for sealing in flipped(public.sealing)}
    made |= {replace(public, signing=signing).fingerprint() for signing in flipped(public.signing)}
    moved = PublicKeys(public.sealing[:-1], public.sealing[-1:] + public.signing)
    assert len(made | {moved.fingerprint()}) == 2 + 1216 + 32 + 1


@pytest.mark.parametrize("sealing", [b"", bytes(31), bytes(1184), b"\xff" * 1216, bytes(1215), bytes(1217)])
def test_bytes_that_are_no_key_are_refused(sealing: bytes) -> None:
    with pytest.raises(KeyRefused):
        PublicKeys(sealing, known("signing")).for_sealing()


@given(st.binary(max_size=1300))
def test_no_bytes_at_all_break_the_reading_of_a_key(sealing: bytes) -> None:
    try:
        PublicKeys(sealing, b"").for_sealing()
    except KeyRefused:
        return


def test_a_fingerprint_is_said_in_eight_words() -> None:
    words = pairs("ines").public().in_words().split(" ")
    assert len(words) == SPOKEN_BYTES == 8
    assert set(words) <= set(WORDS)
    assert words != pairs("tomas").public().in_words().split(" ")


def test_every_byte_has_a_word_of_its_own_that_is_short_and_plain() -> None:
    assert len(set(WORDS)) == len(WORDS) == 256
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 8 for word in WORDS)


@given(st.binary(min_size=8, max_size=32), st.binary(min_size=8, max_size=32))
def test_two_fingerprints_sound_alike_only_when_they_begin_alike(one: bytes, other: bytes) -> None:
    assert (in_short_words(one) == in_short_words(other)) is (one[:8] == other[:8])
