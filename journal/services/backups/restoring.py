"""Restoring a backup: read to its end and found whole before anything is touched, then filled in as one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, inspect

from journal import clock
from journal.extensions import SQLITE_BEGIN, db, server_secret
from journal.models import Installation
from journal.services.backups.backup_rows import FORMAT, BackupRefused, known, read_row

_AT_ONCE = 500
Pieces = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Held:
    """What a backup says of itself: when it was made, at which revision of the tables, and how many rows it holds."""

    revision: str
    made_at: str
    rows: dict[str, int]

    @property
    def total(self) -> int:
        """All its rows."""
        return sum(self.rows.values())


def check(pieces: Pieces) -> Held:
    """Reads a backup from beginning to end. Raises `BackupRefused`, and `CannotOpen` from what it is read from."""
    found = _lines(pieces())
    held = _head(next(found, None))
    counted: dict[str, int] = dict.fromkeys(held.rows, 0)
    for table, rows in _tables(found, held):
        counted[table] += len(rows)
    if counted != held.rows:
        raise BackupRefused("The backup does not hold as many rows as it says.")
    return held


def require_empty() -> None:
    """Raises `BackupRefused` where the database has tables already: nothing is ever filled in over something."""
    if inspect(db.engine).get_table_names():
        raise BackupRefused("There is a database already. Restore into an empty one: nothing was changed.")


def fill(pieces: Pieces, held: Held, progress: Callable[[int], None]) -> None:
    """Writes every row into tables that were made at the backup's revision, all or nothing, and with them that they
    came from a backup: whoever is stopped right after has not let anybody in."""
    found = _lines(pieces())
    next(found)
    with db.engine.connect().execution_options(**{SQLITE_BEGIN: "IMMEDIATE"}) as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table, rows in _tables(found, held):
            _write(connection, table, rows)
            progress(len(rows))


def _write(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    found = known(table, rows[0])
    if found is Installation.__table__ and "restored_at" in rows[0]:  # an early backup has no such column
        rows = [{**row, "restored_at": clock.now()} for row in rows]
    connection.execute(found.insert(), rows)


def _tables(found: Iterator[Any], held: Held) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of each table, some hundreds at once. Raises `BackupRefused` where the end is not where it should be."""
    table, columns, rows = "", [], []  # type: ignore[var-annotated]
    for said in found:
        if isinstance(said, list):
            rows.append(read_row(columns, said))
            if len(rows) < _AT_ONCE:
                continue
        if rows:
            yield table, rows
            rows = []
        if isinstance(said, dict) and "table" in said:
            table, columns = said["table"], said["columns"]
            known(table, columns)
        elif isinstance(said, dict) and said == {"end": held.total} and next(found, None) is None:
            return
        elif not isinstance(said, list):
            break
    raise BackupRefused("The backup ends too early.")


def _head(said: Any) -> Held:
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BackupRefused("This is no backup that this version of Interleaf can read.")
    if said["instance"] != server_secret().instance.hex():
        raise BackupRefused(
            "This backup belongs to another installation. Put that installation's secret file in place first: without "
            "it nothing in the backup opens."
        )
    return Held(said["revision"], said["made_at"], said["rows"])


def _lines(pieces: Iterable[bytes]) -> Iterator[Any]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from map(json.loads, whole)
    if rest:
        raise BackupRefused("The backup ends within a line.")
