"""A sealed value opens in one place only: moved to another row, column, person, clinic or ring it stays shut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.crypto.sealing import Kind, Place, open_value, seal_value
from tests.crypto.parts import WORDS, an_id, known

CLINIC, ROW, PATIENT, AUTHOR, RING = map(an_id, ("clinic", "row", "patient", "author", "ring"))
HERE = known("instance", 16)


@dataclass(frozen=True)
class Position:
    """Everything a value of a ring is bound to."""

    instance: bytes = HERE
    clinic: UUID = CLINIC
    row: UUID = ROW
    version: int = 1
    patient: UUID | None = PATIENT
    author: UUID | None = AUTHOR
    parent: UUID | None = None
    ring: UUID = RING
    generation: int = 1
    table: str = "reflection"
    column: str = "body_sealed"

    def kind(self) -> Kind:
        return Kind(self.table, self.column)

    def place(self) -> Place:
        return Place(self.instance, self.clinic, self.row, self.version, self.patient, self.author, self.parent)


OTHERS: dict[str, tuple[object, ...]] = {
    "instance": (known("another instance", 16), b""),
    "clinic": (an_id("another clinic"), an_id("row")),
    "row": (an_id("another row"), an_id("clinic")),
    "version": (0, 2, 11),
    "patient": (an_id("another patient"), an_id("author"), None),
    "author": (an_id("another author"), an_id("patient"), None),
    "parent": (an_id("parent"), an_id("row")),
    "ring": (an_id("another ring"),),
    "generation": (0, 2, 11),
    "table": ("reflection_draft", "reflection_version", "note"),
    "column": ("head_sealed", "search_sealed"),
}
HOME = Position()
POOLS = {name: st.sampled_from([getattr(HOME, name), *values]) for name, values in OTHERS.items()}
POSITIONS = st.builds(Position, **POOLS)


def sealed_at(position: Position) -> bytes:
    """A value sealed there; the secret bytes are the same everywhere, so that only the binding differs."""
    key, kind = RingKey(known("secret"), position.ring, position.generation), position.kind()
    more = (position.ring, position.generation)
    return seal_value(key.subkey("same"), key.generation, kind, position.place(), {"text": WORDS}, *more)


def opened_at(position: Position, sealed: bytes) -> str:
    """What opens there."""
    key, kind = RingKey(known("secret"), position.ring, position.generation), position.kind()
    more = (position.ring, position.generation)
    return str(open_value(key.subkey("same"), kind, position.place(), sealed, *more)["text"])


@given(POSITIONS)
def test_a_value_opens_where_it_was_sealed(position: Position) -> None:
    assert opened_at(position, sealed_at(position)) == WORDS


@given(POSITIONS, POSITIONS)
def test_a_value_opens_nowhere_else(one: Position, other: Position) -> None:
    assume(one != other)
    with pytest.raises(CannotOpen):
        opened_at(other, sealed_at(one))


@pytest.mark.parametrize(("part", "value"), [(part, value) for part, values in OTHERS.items() for value in values])
def test_a_value_with_one_part_of_its_place_changed_does_not_open(part: str, value: object) -> None:
    moved = replace(HOME, **{part: value})  # type: ignore[arg-type]
    with pytest.raises(CannotOpen):
        opened_at(moved, sealed_at(HOME))
    with pytest.raises(CannotOpen):
        opened_at(HOME, sealed_at(moved))


def test_two_parts_that_change_places_do_not_open() -> None:
    ids = ("clinic", "row", "patient", "author", "ring")
    for one, other in product(ids, ids):
        if one < other:
            swapped = replace(HOME, **{one: getattr(HOME, other), other: getattr(HOME, one)})
            with pytest.raises(CannotOpen):
                opened_at(swapped, sealed_at(HOME))


def test_the_key_version_in_the_header_cannot_be_changed() -> None:
    sealed = bytearray(sealed_at(HOME))
    sealed[4] = 2
    with pytest.raises(CannotOpen):
        opened_at(HOME, bytes(sealed))
