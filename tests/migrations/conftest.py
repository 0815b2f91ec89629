"""Fixtures of the migration tests: an application on an empty database, and a hand to move its schema up and down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from journal.config import Settings
from journal.extensions import db
from tests.support.installations import CHEAP, Installations, State, running
from tests.support.server import ROOT

FOLDER = str(ROOT / "migrations")


@pytest.fixture
def state() -> State:
    """Migration tests begin with nothing."""
    return "empty"


@pytest.fixture
def empty_app(database: str, installations: Installations) -> Iterator[Flask]:
    """An application, inside its context, whose database has no tables yet."""
    with running(Settings(database, installations.secret_file, kdf_profile=CHEAP)) as app, app.app_context():
        yield app


class Schema:
    """The schema of the application's database: moved, described, and compared."""

    def up(self, to: str = "head") -> None:
        """Migrates up to a revision."""
        self._let_go()
        flask_migrate.upgrade(directory=FOLDER, revision=to)

    def down(self, to: str = "base") -> None:
        """Migrates down to a revision."""
        self._let_go()
        flask_migrate.downgrade(directory=FOLDER, revision=to)

    def revisions(self) -> list[str]:
        """Every revision, oldest first."""
        return [script.revision for script in ScriptDirectory(FOLDER).walk_revisions()][::-1]

    def described(self) -> dict[str, Any]:
        """Tables with their columns, keys, indexes and constraints, in words that two states can be compared by."""
        found = inspect(db.engine)
        return {table: _described(found, table) for table in sorted(found.get_table_names())}

    def tables(self) -> set[str]:
        """The names of the tables, but for the one that counts the migrations."""
        return set(inspect(db.engine).get_table_names()) - {"alembic_version"}

    def drift(self) -> list[Any]:
        """How the database differs from the models; nothing when they are equal."""
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, db.metadata))

    def _let_go(self) -> None:
        db.session.remove()
        db.engine.dispose()


def _described(found: Any, table: str) -> dict[str, Any]:
    columns = {column["name"]: f"{column['type']} {column['nullable']}" for column in found.get_columns(table)}
    lists = (found.get_foreign_keys, found.get_unique_constraints, found.get_indexes, found.get_check_constraints)
    others = {ask.__name__: sorted(map(str, ask(table))) for ask in lists}
    return {"columns": columns, "primary": found.get_pk_constraint(table)["constrained_columns"], **others}


@pytest.fixture
def schema(empty_app: Flask) -> Schema:
    """The schema of `empty_app`."""
    return Schema()
