"""Runs migrations on the application's own engine, a transaction each; whoever comes second finds them done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from journal.extensions import Model
from journal.turns import turn_to_write

LOCK = 7_310_034  # any number that nothing else locks by


def engine() -> Engine:
    """The engine of the application that runs the command."""
    found: Engine = current_app.extensions["migrate"].db.engine
    return found


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Several nodes that start at once migrate one after the other, however long the first one takes."""
    if connection.dialect.name == "sqlite":
        with turn_to_write():
            yield
        return
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))
        connection.commit()


def run() -> None:
    """Runs the migrations that were asked for."""
    with engine().connect() as connection, alone(connection):
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="columns.",
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
