"""Making a backup: every row as it was at one moment, while the service goes on, as lines for a sealed stream.

It holds what the database holds: sealed bytes stay sealed, and no person's key is used. The server's secret is not in
it and is to be kept apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from journal import clock
from journal.extensions import server_secret
from journal.services.backups.backup_rows import FORMAT, BackupRefused, line, read_all, tables, writer
from journal.services.work import one_moment

Progress = Callable[[int], None]
_AT_ONCE = 500


def lines(progress: Progress, total: Callable[[int], None]) -> Iterator[bytes]:
    """The lines of a backup; `total` is told how many rows come, `progress` of each that went. Raises `BackupRefused`
    where there is nothing to keep."""
    with one_moment(_AT_ONCE) as connection:
        revision = _revision(connection)
        counts = {table.name: _count(connection, table) for table in tables()}
        total(sum(counts.values()))
        yield line(
            {
                "format": FORMAT, "revision": revision, "instance": server_secret().instance.hex(),
                "made_at": clock.now().isoformat(), "rows": counts,
            }
        )  # fmt: skip
        for table in tables():
            yield line({"table": table.name, "columns": table.columns.keys()})
            yield from _rows(connection, table, progress)
        yield line({"end": sum(counts.values())})


def _revision(connection: Connection) -> str:
    if not connection.dialect.has_table(connection, "alembic_version"):
        raise BackupRefused("This database has no tables yet: there is nothing to keep.")
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _rows(connection: Connection, table: Table, progress: Progress) -> Iterator[bytes]:
    write = writer(table)
    found: Any = connection.execute(read_all(table))
    for part in found.partitions(_AT_ONCE):
        yield b"".join(map(write, part))
        progress(len(part))
