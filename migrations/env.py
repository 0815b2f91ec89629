"""Runs migrations on the application's own engine, inside one transaction."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy.engine import Engine

from journal.extensions import Model


def engine() -> Engine:
    """The engine of the application that runs the command."""
    found: Engine = current_app.extensions["migrate"].db.engine
    return found


def run() -> None:
    """Runs the migrations that were asked for."""
    with engine().connect() as connection:
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
