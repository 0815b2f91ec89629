"""Fixtures of the migration tests: an application on an empty database, and a hand to move its schema up and down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from journal.config import Settings
from journal.extensions import db
from journal.schema import downgrade, upgrade
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


def _in_words(found: dict[str, Any]) -> str:
    """What was found of one index or constraint; the condition of an index is an object and no word."""
    options = {name: str(value) for name, value in found.get("dialect_options", {}).items()}
    return str({**found, "dialect_options": options})


class Schema:
    """The schema of the application's database: moved, described, and compared."""

    def up(self, to: str = "head") -> None:
        """Migrates up to a revision."""
        self._let_go()
        upgrade(to)

    def down(self, to: str = "base") -> None:
        """Migrates down to a revision."""
        self._let_go()
        downgrade(to)

    def revisions(self) -> list[str]:
        """Every revision, oldest first."""
        return [script.revision for script in ScriptDirectory(FOLDER).walk_revisions()][::-1]

    def described(self) -> dict[str, Any]:
        """Tables with their columns, keys, indexes and constraints, in words that two states can be compared by.

        All tables are asked about at once: one by one, PostgreSQL answers for seconds.
        """
        found = inspect(db.engine)
        lists = (
            found.get_multi_columns, found.get_multi_pk_constraint, found.get_multi_foreign_keys,
            found.get_multi_unique_constraints, found.get_multi_indexes, found.get_multi_check_constraints,
        )  # fmt: skip
        columns, primary, *others = ({table: what for (_, table), what in ask().items()} for ask in lists)
        return {
            table: {
                "columns": {column["name"]: f"{column['type']} {column['nullable']}" for column in columns[table]},
                "primary": primary[table]["constrained_columns"],
                "others": [sorted(map(_in_words, other[table])) for other in others],
            }
            for table in sorted(columns)
        }

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


@pytest.fixture
def schema(empty_app: Flask) -> Schema:
    """The schema of `empty_app`."""
    return Schema()
