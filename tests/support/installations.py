"""Ready installations: a secret, and databases that are empty, migrated, or hold the cast or the demonstration."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flask import Flask

from journal import create_app, schema
from journal.config import Settings
from journal.crypto.passwords import PROFILES, Profile
from journal.crypto.server import ServerSecret
from journal.extensions import db
from journal.models import Installation
from journal.services import installation
from journal.services.demonstration import demonstration
from journal.services.ledger.file_store import FileStore
from journal.services.work import unit_of_work
from tests.support import engines
from tests.support.cast import Cast, make_cast

State = Literal["empty", "migrated", "cast", "demonstration"]
REAL, CHEAP = "interleaf-2026", "test"
PROFILES[CHEAP] = Profile(memory_kib=32, iterations=1, lanes=1)


@dataclass(frozen=True)
class Prepared:
    """A database in a known state that is only ever copied."""

    address: str
    cast: Cast | None


class Installations:
    """Starts an engine or an application, and brings a database into a state, when a test first asks for it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="interleaf-secret-"))
        self.secret_file = self.folder / "secret.json"
        ServerSecret.create(self.secret_file)
        self._engines: dict[str, engines.Engine] = {}
        self._prepared: dict[tuple[str, State, str], Prepared] = {}
        self._applications: dict[Settings, Flask] = {}

    def engine(self, name: str) -> engines.Engine:
        """The running engine with that name."""
        if name not in self._engines:
            self._engines[name] = engines.start(name)
        return self._engines[name]

    def prepared(self, engine: str, state: State, profile: str = CHEAP) -> Prepared:
        """The database to copy from."""
        key = (engine, state, profile)
        if key not in self._prepared:
            self._prepared[key] = self._prepare(engine, state, profile)
        return self._prepared[key]

    def _prepare(self, engine: str, state: State, profile: str) -> Prepared:
        place = self.engine(engine)
        if state == "empty":
            return Prepared(place.create(), None)
        before: State = "empty" if state == "migrated" else "migrated"
        address, invented = place.copy(self.prepared(engine, before, profile).address), state == "demonstration"
        settings = Settings(address, self.secret_file, kdf_profile=profile, demonstration=invented)
        forget_ledger(settings)
        with running(settings) as app, app.app_context():
            if state == "cast":
                return Prepared(address, make_cast())
            if invented:
                begin_demonstration()
                demonstration.load()
                return Prepared(address, None)
            schema.upgrade()
            installation.begin()
        return Prepared(address, None)

    @contextmanager
    def database(self, engine: str, state: State, profile: str = CHEAP, name: str | None = None) -> Iterator[str]:
        """The address of a database of one's own in that state, removed afterwards; the name is for one at a time."""
        place = self.engine(engine)
        address = place.copy(self.prepared(engine, state, profile).address, name)
        try:
            yield address
        finally:
            place.drop(address)

    def refill(self, settings: Settings, state: State, profile: str) -> None:
        """Brings an SQLite database, which a server may be using, back into that state."""
        prepared = self.prepared("sqlite", state, profile).address
        with FileStore(settings.secret_file).writing():  # the server may still write of the test before
            engines.refill(settings.database_url, prepared)
            for path in _ledger(settings):
                if path.exists():
                    os.truncate(path, 0)

    @contextmanager
    def application(self, settings: Settings) -> Iterator[Flask]:
        """The application of this process with these settings, with no connection to a database that is gone."""
        if settings not in self._applications:
            forget_ledger(settings)
            self._applications[settings] = create_app(settings)
        app = self._applications[settings]
        forget_ledger(settings)  # every test finds a database that knows nothing of the one before
        _give_back(app)  # also what a thread of the last test took while that ended
        try:
            yield app
        finally:
            _give_back(app)

    def close(self) -> None:
        """Stops every engine and removes all files."""
        for engine in self._engines.values():
            engine.close()
        shutil.rmtree(self.folder)


def forget_ledger(settings: Settings) -> None:
    """Removes what is known outside the database of earlier states of it."""
    for path in _ledger(settings):
        path.unlink(missing_ok=True)


def _ledger(settings: Settings) -> list[Path]:
    return [settings.secret_file.with_suffix(ending) for ending in (".ledger", ".heads")]


def begin_demonstration() -> None:
    """Makes the migrated database one that was begun as a demonstration, inside an application context."""
    with unit_of_work():
        db.session.get_one(Installation, 1).demonstration = True


@contextmanager
def running(settings: Settings) -> Iterator[Flask]:
    """A new application that gives its database connections back at the end."""
    app = create_app(settings)
    try:
        yield app
    finally:
        _give_back(app)


def _give_back(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
