"""The tables, brought to what the models say by Flask-Migrate; commands load it, a server never does."""

from __future__ import annotations

from pathlib import Path

import flask_migrate
from flask import Flask, current_app

from journal.extensions import db

_MIGRATIONS = str(Path(__file__).resolve().parent.parent / "migrations")


def init_app(app: Flask) -> None:
    """Ties the migrations to an application, once, with their commands."""
    if "migrate" not in app.extensions:
        flask_migrate.Migrate(app, db, directory=_MIGRATIONS, render_as_batch=True)


def upgrade(revision: str = "head") -> None:
    """Brings the tables to a revision, the newest where none is named; in an application context."""
    init_app(current_app)
    flask_migrate.upgrade(revision=revision)


def downgrade(revision: str = "base") -> None:
    """Brings the tables back to a revision, or removes them all; in an application context."""
    init_app(current_app)
    flask_migrate.downgrade(revision=revision)
