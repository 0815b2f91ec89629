"""The application's extensions, unbound until `create_app` binds them."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, cast

from flask import current_app
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionInTime
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState

from journal.config import Settings
from journal.crypto.server import ServerSecret

if TYPE_CHECKING:
    import psycopg  # only where PostgreSQL is used

DATABASE_DOWN = (OperationalError, InterfaceError, InternalError, NoConnectionInTime)
WORKING = "working"  # in the info of a session: it is in a unit of work, and may write
SQLITE_BEGIN = "sqlite_begin"  # execution option: how a transaction on SQLite begins
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
LONGEST_WAIT = 5  # seconds for a lock of somebody else; then people are told to try again, and keep their words
_PRIMARY = 0xFF  # of an error code of SQLite: the rest says more of it
SQLITE_WAL = "PRAGMA journal_mode=WAL"
SQLITE_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-500",  # kilobytes for each connection: the system holds the same pages once for all of them
    f"PRAGMA busy_timeout={1000 * LONGEST_WAIT}",
)
THREADS = 12  # of a process that serves: as many connections to PostgreSQL stay, since beginning one takes long
# of libpq: a server that is cut off without a word is given up after half a minute, not a quarter of an hour
POSTGRESQL_CONNECTION = {
    "connect_timeout": 5, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}  # fmt: skip


class Model(DeclarativeBase):
    """What every table is made from."""

    metadata = MetaData(naming_convention=_NAMES)


class ReadingSession(Session):
    """A session that only reads until a unit of work lets it write.

    On PostgreSQL it reads without a transaction: each statement sees what is committed when it begins either way, and a
    rollback at the end of each page made the driver forget every statement that the server had prepared."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """The engine; for reading on PostgreSQL one that begins no transaction."""
        engine = super().get_bind(*args, **kwargs)
        if self.info.get(WORKING) or engine.dialect.name != "postgresql":
            return engine
        return _without_transactions(cast(Engine, engine))


@lru_cache(maxsize=4)
def _without_transactions(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@event.listens_for(ReadingSession, "before_flush")
def _require_work(session: Session, *_: object) -> None:
    if not session.info.get(WORKING):
        raise RuntimeError("nothing is written outside a unit of work")


@event.listens_for(ReadingSession, "do_orm_execute")
def _require_work_to_change(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _require_work(cast(Session, state.session))


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": False, "class_": ReadingSession})
login = LoginManager()
csrf = CSRFProtect()


def server_secret() -> ServerSecret:
    """The secret of the application at work."""
    return cast(ServerSecret, current_app.extensions["interleaf.secret"])


def settings() -> Settings:
    """The settings of the application at work."""
    return cast(Settings, current_app.extensions["interleaf.settings"])


def engine_options(url: str, connections: int = THREADS) -> dict[str, Any]:
    """How an engine for this address is made, and how many connections to PostgreSQL it keeps."""
    options: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("postgresql"):  # the one that was used last has the most prepared
        options |= {"pool_pre_ping": True, "pool_use_lifo": True, "pool_size": connections, "max_overflow": 4}
        options |= {"connect_args": POSTGRESQL_CONNECTION}
    return options


def prepare_engine(engine: Engine) -> None:
    """Makes SQLite keep its promises: durable commits, foreign keys, and transactions that begin when told. On both
    engines nobody waits without end for a lock: the threads of a server would soon all stand there."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)


def prepare_sqlite(connection: sqlite3.Connection, _record: object = None) -> None:
    """A connection of the driver as the product has it, also where a bench looks beside it."""
    connection.isolation_level = None  # the driver's own BEGIN loses updates under threads
    _write_ahead(connection)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Where several begin with a new file at once, SQLite refuses all but one without waiting as it does elsewhere.

    Only this waits here, so that it is no longer than anywhere: the driver would wait as long again."""
    ends = monotonic() + LONGEST_WAIT
    connection.execute("PRAGMA busy_timeout=0")
    while True:
        try:
            connection.execute(SQLITE_WAL)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY or monotonic() > ends:
                raise
            sleep(0.01)
        else:
            return


def _prepare_postgresql(connection: psycopg.Connection[Any], _record: Any) -> None:
    connection.execute(b"SET lock_timeout = '%ds'" % LONGEST_WAIT)
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    how = connection.get_execution_options().get(SQLITE_BEGIN, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {how}")
