"""What is kept in a backup, and empty places to restore it to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from journal.config import Settings
from journal.extensions import Model, db
from tests.support.installations import Installations, running

PASSPHRASE = "nine slow ferries at the quay"


def counts() -> dict[str, int]:
    """How many rows each table holds."""
    db.session.rollback()  # to see what others wrote
    tables = Model.metadata.sorted_tables
    return {each.name: db.session.execute(select(func.count()).select_from(each)).scalar_one() for each in tables}


@contextmanager
def empty(installations: Installations, engine: str, settings: Settings) -> Iterator[Flask]:
    """An application with these settings and a database in which there is nothing."""
    with (
        installations.database(engine, "empty") as address,
        running(replace(settings, database_url=address)) as app,
    ):
        app.config["PREFERRED_URL_SCHEME"] = "http" if settings.plain_http else "https"
        yield app


def restored(app: Flask, file: Path, *how: object) -> Result:
    """Runs the command on this application's database."""
    return app.test_cli_runner().invoke(args=["restore", str(file), *map(str, how)])
