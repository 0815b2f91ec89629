"""Carries what `scale --folder FOLDER --engine sqlite` filled in over to PostgreSQL: `python -m bench.carrying FOLDER`.

The rows are the same on both engines, seals included, so what the real services wrote once does for both: filling in a
million reflections takes hours, carrying them minutes."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import click
import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Table, create_engine, func, select
from sqlalchemy.engine import Connection

from bench.clinics import SECRET
from bench.databases import POSTGRESQL, SQLITE, databases, plain
from bench.figures import PASSTHROUGH, PRODUCT, REFERENCE
from bench.places import Place, fill
from journal import create_app, schema
from journal.config import Settings
from journal.extensions import db
from journal.services.backups.backup_rows import tables

AT_ONCE = 1000  # rows


def carry(folder: Path) -> None:
    """Every installation of a folder, with its secret, its ledger and who can be signed in to."""
    (folder / POSTGRESQL).mkdir()
    with databases(SQLITE, folder / SQLITE) as files, databases(POSTGRESQL, folder / POSTGRESQL) as server:
        filled, empty = Place.make(folder / SQLITE, files), Place.make(folder / POSTGRESQL, server)
        fill([REFERENCE], empty, 0)
        for kind in (PRODUCT, PASSTHROUGH):
            (source, address), (target, goal) = filled.of(kind), empty.of(kind)
            shutil.copytree(source, target)
            carry_rows(address, goal, target / SECRET)


def carry_rows(source: str, target: str, secret: Path) -> None:
    """Every row of a database to the address of one that has no tables yet; with a bar of progress."""
    app = create_app(Settings(target, secret, plain_http=True))
    with app.app_context():
        schema.upgrade()
        db.engine.dispose()
    engine = create_engine(source)
    with engine.connect() as rows, psycopg.connect(plain(target)) as goal:
        goal.execute("SET session_replication_role = replica")  # who refers to whom was held to where they come from
        total = sum(rows.scalar(select(func.count()).select_from(table)) or 0 for table in tables())
        with click.progressbar(length=total, label=secret.parent.name, show_pos=True) as bar:
            for table in tables():
                _carry(table, rows, goal, bar.update)
    engine.dispose()


def _carry(table: Table, rows: Connection, goal: psycopg.Connection[object], went: Callable[[int], None]) -> None:
    columns = SQL(", ").join(Identifier(column.name) for column in table.columns)
    copying = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.name), columns)
    with goal.cursor().copy(copying) as copy:
        for part in rows.execution_options(yield_per=AT_ONCE).execute(select(table)).partitions():
            for row in part:
                copy.write_row(tuple(row))
            went(len(part))


if __name__ == "__main__":
    carry(Path(sys.argv[1]).resolve())
