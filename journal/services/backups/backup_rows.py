"""Rows as lines of a backup, the same whichever engine they come from or go to: text that names the type of a value."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from journal.extensions import Model

FORMAT = 1


class BackupRefused(ValueError):
    """This backup cannot be made or restored so; the message says why, and nothing was changed."""


def tables() -> list[Table]:
    """Every table, those that others refer to first."""
    return Model.metadata.sorted_tables


def line(value: Any) -> bytes:
    """One line of a backup."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row_line(row: Sequence[Any]) -> bytes:
    """One row as a line."""
    return line([_written(value) for value in row])


def _written(value: Any) -> Any:
    match value:
        case UUID():
            return {"id": value.hex}
        case bytes():
            return {"bytes": base64.b64encode(value).decode()}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case _:
            return value


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
