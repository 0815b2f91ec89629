"""Every column that is not sealed, each with another value that somebody could write there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Column, ColumnElement, RowMapping, Table, and_, select

from journal.extensions import Model, db

# Another check value stops the next start, and a chain that was written on over another head stays broken: these have
# tests of their own, in tests/services/test_installation.py, test_audit.py and tests/security/test_broken_values.py.
UNTOUCHED = ("installation", "audit", "audit_head")


@dataclass(frozen=True)
class Flip:
    """Another value for one column of one row."""

    table: Table
    column: Column[Any]
    row: RowMapping
    value: Any

    @property
    def was(self) -> Any:
        """What stands there."""
        return self.row[self.column.name]

    @property
    def here(self) -> ColumnElement[bool]:
        """The row, by its key."""
        return and_(*(key == self.row[key.name] for key in self.table.primary_key))

    def __str__(self) -> str:
        return f"{self.table.name}.{self.column.name} = {str(self.value)[:30]!r}"


def every_flip(of_a_table: int) -> Iterator[Flip]:
    """Other values for every column of so many rows of every table, newest first; inside an application context."""
    with db.engine.connect() as connection:
        for table in Model.metadata.sorted_tables:
            if table.name in UNTOUCHED:
                continue
            rows = connection.execute(select(table).order_by(*table.primary_key)).mappings().all()
            for row in islice(reversed(rows), of_a_table):
                for column in table.columns:
                    if not column.primary_key and not column.name.endswith("_sealed"):
                        seen = {each[column.name] for each in rows if isinstance(each[column.name], str | uuid.UUID)}
                        yield from (Flip(table, column, row, value) for value in _others(column, row, seen))


def _others(column: Column[Any], row: RowMapping, seen: set[Any]) -> Iterator[Any]:
    was = row[column.name]
    yield from sorted((each for each in seen if each != was), key=str)[:2]
    yield from next((others(was) for kind, others in _OF_A_KIND if isinstance(was, kind)), ())
    if column.nullable and was is not None:
        yield None


_OF_A_KIND: tuple[tuple[type | tuple[type, ...], Callable[[Any], tuple[Any, ...]]], ...] = (
    (bool, lambda was: (not was,)),  # before int, which it is too
    (int, lambda was: (was + 1, -1, 0, 2**31 - 1)),
    (str, lambda _was: ("", "x", "<script>alert(1)</script>", "9" * 300)),
    (bytes, lambda was: (was[:-1] + bytes([was[-1] ^ 1]) if was else b"x", b"", bytes(40))),
    (uuid.UUID, lambda _was: (uuid.uuid4(),)),
    (date, lambda was: (was + timedelta(days=3650), was - timedelta(days=3650))),
    ((list, dict), lambda _was: ([], {}, {"x": [1]})),
)
