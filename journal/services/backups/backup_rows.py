"""Rows as lines of a backup, the same whichever engine they come from or go to: text that names the type of a value."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, LargeBinary, Select, Table, TypeDecorator, select
from sqlalchemy.types import TypeEngine

from journal.extensions import Model
from journal.models.columns import IdBytes, Uuid

FORMAT = 1


class BackupRefused(ValueError):
    """This backup cannot be made or restored so; the message says why, and nothing was changed."""


def tables() -> list[Table]:
    """Every table, those that others refer to first."""
    return Model.metadata.sorted_tables


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def line(value: Any) -> bytes:
    """One line of a backup."""
    return _encode(value).encode() + b"\n"


def read_all(table: Table) -> Select[Any]:
    """Every row of a table in the order of its keys, as `writer` wants it: ids as their bytes."""
    columns = (IdBytes(column) if isinstance(column.type, Uuid) else column for column in table.columns)
    return select(*columns).order_by(*(column.asc() for column in table.primary_key.columns))


def writer(table: Table) -> Callable[[Sequence[Any]], bytes]:
    """What makes a line of a row. How a value is written goes by its column, not by itself: a backup has millions."""
    found = ((place, _way(column.type)) for place, column in enumerate(table.columns))
    ways = [(place, way) for place, way in found if way is not None]

    def write(row: Sequence[Any]) -> bytes:
        values = list(row)
        for place, way in ways:
            if values[place] is not None:
                values[place] = way(values[place])
        return line(values)

    return write


def _way(kind: TypeEngine[Any]) -> Callable[[Any], dict[str, str]] | None:
    if isinstance(kind, Uuid):
        return _id
    stored = kind.impl if isinstance(kind, TypeDecorator) else kind
    return next((way for stored_as, way in _WAYS.items() if isinstance(stored, stored_as)), None)


def _id(stored: bytes) -> dict[str, str]:
    if len(stored) != _ID:  # SQLite keeps anything: a backup with that in it would look whole, and not be restored
        raise BackupRefused("The database holds something that is no id where one must be: nothing was kept.")
    return {"id": stored.hex()}


_ID = 16
_WAYS: dict[type[Any], Callable[[Any], dict[str, str]]] = {
    LargeBinary: lambda value: {"bytes": base64.b64encode(value).decode()},
    DateTime: lambda value: {"at": value.isoformat()},
    Date: lambda value: {"day": value.isoformat()},
}
_READERS = {"id": UUID, "bytes": base64.b64decode, "at": datetime.fromisoformat, "day": date.fromisoformat}


def read_row(columns: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """A row by its columns. Raises `BackupRefused` for what no backup holds."""
    if len(columns) != len(values):
        raise BackupRefused("The backup holds a row that does not fit its table.")
    return {name: _read(value) for name, value in zip(columns, values, strict=True)}


def _read(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    ((kind, said),) = value.items()
    return _READERS[kind](said)  # type: ignore[operator]


def known(name: str, columns: Iterable[str]) -> Table:
    """A table by its name. Raises `BackupRefused` where this version knows none with these columns."""
    table = Model.metadata.tables.get(name)
    if table is None or not set(columns) <= set(table.columns.keys()):
        raise BackupRefused(f"The backup holds a table “{name}” that this version of Interleaf does not know.")
    return table
