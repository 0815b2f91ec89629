"""Rings, adopted grants and pins are wrapped under one account key and open for nobody else and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from journal.crypto import rings
from journal.crypto.errors import CannotOpen
from journal.crypto.keys import AccountKey, RingKey
from journal.crypto.sealing import Place
from tests.crypto.parts import account_key, an_id, elsewhere, flipped, known, place, ring

Opener = Callable[[AccountKey, Place, bytes], object]
FINGERPRINT = known("fingerprint")


def own(key: AccountKey, where: Place, sealed: bytes) -> RingKey:
    return rings.open_own_ring(key, where, an_id("ring"), 1, "care", sealed)


def adopted(key: AccountKey, where: Place, sealed: bytes) -> RingKey:
    return rings.open_adopted_ring(key, where, an_id("ring"), 1, sealed, ring().commitment())


WRAPPED: dict[str, tuple[bytes, Opener]] = {
    "own ring": (rings.wrap_own_ring(account_key(), 1, place(), ring(), "care"), own),
    "adopted ring": (rings.adopt_ring(account_key(), 1, place(), ring()), adopted),
    "pin": (rings.seal_pin(account_key(), 1, place(), FINGERPRINT), rings.open_pin),
}


def test_what_was_wrapped_opens_for_its_person() -> None:
    assert own(account_key(), place(), WRAPPED["own ring"][0]).reveal() == ring().reveal()
    assert adopted(account_key(), place(), WRAPPED["adopted ring"][0]).reveal() == ring().reveal()
    assert rings.open_pin(account_key(), place(), WRAPPED["pin"][0]) == FINGERPRINT


@pytest.mark.parametrize("kind", WRAPPED)
def test_it_does_not_open_for_somebody_else(kind: str) -> None:
    sealed, opener = WRAPPED[kind]
    with pytest.raises(CannotOpen):
        opener(account_key("somebody else"), place(), sealed)


@pytest.mark.parametrize("kind", WRAPPED)
@pytest.mark.parametrize("part", ["instance", "clinic", "row", "version", "patient", "author"])
def test_it_does_not_open_in_another_row(kind: str, part: str) -> None:
    sealed, opener = WRAPPED[kind]
    with pytest.raises(CannotOpen):
        opener(account_key(), elsewhere(part), sealed)


@pytest.mark.parametrize("kind", WRAPPED)
def test_it_does_not_open_with_any_one_byte_changed(kind: str) -> None:
    sealed, opener = WRAPPED[kind]
    for spoiled in flipped(sealed):
        with pytest.raises(CannotOpen):
            opener(account_key(), place(), spoiled)


@pytest.mark.parametrize("kind", WRAPPED)
@pytest.mark.parametrize("other", WRAPPED)
def test_one_kind_does_not_open_as_another(kind: str, other: str) -> None:
    if kind != other:
        with pytest.raises(CannotOpen):
            WRAPPED[other][1](account_key(), place(), WRAPPED[kind][0])


@pytest.mark.parametrize(("ring_id", "generation"), [("another ring", 1), ("ring", 2), ("ring", 0), ("ring", 11)])
def test_a_ring_does_not_open_as_another_or_in_another_generation(ring_id: str, generation: int) -> None:
    with pytest.raises(CannotOpen):
        rings.open_own_ring(account_key(), place(), an_id(ring_id), generation, "care", WRAPPED["own ring"][0])
    with pytest.raises(CannotOpen):
        rings.open_adopted_ring(
            account_key(), place(), an_id(ring_id), generation, WRAPPED["adopted ring"][0], ring().commitment()
        )


@pytest.mark.parametrize("kind", ["private", "treatment", "notes", ""])
def test_a_ring_does_not_open_as_one_for_another_use(kind: str) -> None:
    with pytest.raises(CannotOpen):
        rings.open_own_ring(account_key(), place(), an_id("ring"), 1, kind, WRAPPED["own ring"][0])


@pytest.mark.parametrize("commitment", [b"", bytes(32), ring(generation=2).commitment(), ring().reveal()])
def test_an_adopted_ring_must_be_the_one_its_grant_committed_to(commitment: bytes) -> None:
    with pytest.raises(CannotOpen):
        rings.open_adopted_ring(
            account_key(), place(), an_id("ring"), 1, WRAPPED["adopted ring"][0], commitment
        )  # fmt: skip


@pytest.mark.parametrize("kind", WRAPPED)
def test_nothing_of_it_stands_in_the_sealed_bytes(kind: str) -> None:
    assert ring().reveal() not in WRAPPED[kind][0]
    assert FINGERPRINT not in WRAPPED[kind][0]
    assert account_key().reveal() not in WRAPPED[kind][0]
