"""Every wrong value that somebody who writes to the database could put into a sealed column."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, RowMapping, Table, select

from journal.extensions import Model, db

HUGE = 1024 * 1024
PERSONS = ("patient_id", "person_id", "owner_id", "recipient_id")


@dataclass(frozen=True)
class Target:
    """One sealed value where it belongs."""

    table: Table
    column: Column[Any]
    row: RowMapping

    @property
    def value(self) -> bytes:
        """What stands there."""
        found: bytes = self.row[self.column.name]
        return found

    @property
    def person(self) -> UUID | None:
        """Whose it is, as far as the row says."""
        named = (self.row[name] for name in PERSONS if name in self.row)
        return next((each for each in named if each), self.row["id"] if self.table.name == "person" else None)

    def __str__(self) -> str:
        return f"{self.table.name}.{self.column.name}"


def sealed_columns() -> list[tuple[Table, Column[Any]]]:
    """Every sealed column of every table, from the metadata: a new one is among them by itself."""
    tables = Model.metadata.sorted_tables
    return [(table, column) for table in tables for column in table.columns if column.name.endswith("_sealed")]


def everything() -> list[Target]:
    """Every sealed value in the database, newest rows first; inside an application context."""
    found = []
    with db.engine.connect() as connection:
        for table, column in sealed_columns():
            rows = connection.execute(select(table).where(column.is_not(None)).order_by(*table.primary_key)).mappings()
            found += [Target(table, column, row) for row in reversed(rows.all())]
    return found


def wrong_values(target: Target, among: list[Target]) -> Iterator[tuple[str, bytes | None]]:
    """What could be put in the place of a value, each with its name."""
    for how in MUTILATED:
        yield how, mutilated(target.value, how)
    if target.column.nullable:
        yield "missing", None
    for how in ANOTHERS:
        donor = next((each for each in among if _is(how, each, target) and each.value != target.value), None)
        if donor is not None:
            yield how, donor.value


def mutilated(value: bytes, how: str) -> bytes:
    """A sealed value that nobody sealed."""
    return _MUTILATIONS[how](value)


def _flip(value: bytes, place: int) -> bytes:
    return value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]


_MUTILATIONS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _value: b"",
    "one byte": lambda value: value[:1],
    "cut": lambda value: value[:20],
    "tail cut": lambda value: value[:-1],
    "flipped": lambda value: _flip(value, len(value) - 1),
    "first flipped": lambda value: _flip(value, min(30, len(value) - 1)),
    "salt flipped": lambda value: _flip(value, 6),
    "suite": lambda value: bytes([value[0] ^ 7]) + value[1:],
    "key": lambda value: value[:1] + b"\xff\xff\xff\xff" + value[5:],
    "huge": lambda value: value[:29] + os.urandom(HUGE),
}
MUTILATED = tuple(_MUTILATIONS)
ANOTHERS = ("same person", "other person", "other version", "other column", "other table")
EVERY_WAY = (*MUTILATED, "missing", *ANOTHERS)


def _is(how: str, donor: Target, target: Target) -> bool:
    same_place = donor.column is target.column
    match how:
        case "same person":
            return same_place and donor.person == target.person
        case "other person":
            return same_place and donor.person != target.person
        case "other version":  # of the same reflection: as it was before, or as it is being written
            known = target.row.get("reflection_id") or target.row["id"]
            theirs = donor.row.get("reflection_id") or donor.row["id"]
            return donor.table is not target.table and known == theirs and donor.column.name == target.column.name
        case "other column":
            return donor.table is target.table and not same_place and donor.row["id"] == target.row["id"]
    return donor.table is not target.table and donor.column.name != target.column.name
