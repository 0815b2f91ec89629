"""Verifying everything that can be seen without a person's keys: tables, references, audits, ledger, stored bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, select, text

from journal.crypto.errors import CannotOpen
from journal.crypto.sealing import key_version
from journal.extensions import Model, db
from journal.services.audit import verification
from journal.services.clinics import clinics
from journal.services.ledger import ledger, quarantine
from journal.services.work import in_parts

_AT_ONCE = 500


def faults(migrations: Path) -> Iterator[str]:
    """What is wrong, a sentence each, by ids alone; nothing where all is whole."""
    wrong = list(_structure(migrations))
    yield from wrong
    if wrong:
        return  # whatever is looked at next would be looked for in other tables
    yield from _references()
    yield from (f"clinic {each}: {fault}" for each in clinics.ids() for fault in verification.verify(each))
    yield from ledger.faults()
    yield from quarantine.doubts()
    yield from (fault for table in Model.metadata.sorted_tables for fault in _sealed(table))


def _structure(migrations: Path) -> Iterator[str]:
    newest = ScriptDirectory(str(migrations)).get_current_head()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        if (present := context.get_current_revision()) != newest:
            yield f"the tables are of version {present or 'none'}, and {newest} is needed"
        elif differences := compare_metadata(context, Model.metadata):
            yield f"the tables are not as version {newest} makes them, in {len(differences)} places"


def _references() -> Iterator[str]:
    """Rows that refer to what is not there; PostgreSQL keeps that itself, where nobody has switched it off."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            for table, row, refers_to, _ in connection.execute(text("PRAGMA foreign_key_check")):
                yield f"row {row} of {table} refers to something that is not in {refers_to}"
            return
        off = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated ORDER BY conname"
        yield from (f"the reference {name} is not kept by the database" for (name,) in connection.execute(text(off)))


def _sealed(table: Table) -> Iterator[str]:
    """Sealed values that are too short to be any."""
    columns = [column for column in table.columns if column.name.endswith("_sealed") and not _is_grant(column.name)]
    if not columns or "id" not in table.columns:
        return
    with in_parts(select(table.c.id, *columns), at_once=_AT_ONCE) as rows:
        for row in rows:
            yield from (f"{table.name} {row[0]}: {column.name} is no sealed value"
                        for column, value in zip(columns, row[1:], strict=True) if not _is_sealed(value))  # fmt: skip


def _is_grant(name: str) -> bool:
    return name in ("grant_sealed", "words_sealed")  # to a public key, in another form


def _is_sealed(value: Any) -> bool:
    if not value:
        return True
    try:
        return key_version(value) > 0
    except CannotOpen:
        return False
