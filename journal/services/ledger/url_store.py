"""The ledger as two tables of another database, for several machines that share one.

That database must not be the one whose restore the ledger is to notice: another server, or one backed up apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import BigInteger, Column, Connection, Engine, MetaData, String, Table, Text, create_engine, select
from sqlalchemy.engine import make_url

from journal.extensions import SQLITE_BEGIN, engine_options, prepare_engine

_ALL = MetaData()
_LINES = Table("ledger_line", _ALL, Column("number", BigInteger, primary_key=True, autoincrement=False),
               Column("text", Text, nullable=False))  # fmt: skip
_HEADS = Table("ledger_head", _ALL, Column("clinic", String(32), primary_key=True),
               Column("text", Text, nullable=False))  # fmt: skip
_LOCK = 0x696E7465  # any fixed number that nothing else in that database uses


class UrlStore:
    """Where several machines keep their ledger; each method that is not `writing` reads, or writes within it."""

    def __init__(self, url: str) -> None:
        self._url, self._made = url, False
        self._engine: Engine = create_engine(url, **engine_options(url, 2))
        prepare_engine(self._engine)
        self._connection: Connection | None = None

    @property
    def where(self) -> str:
        """The place, without its password."""
        return make_url(self._url).render_as_string(hide_password=True)

    @contextmanager
    def writing(self) -> Iterator[UrlStore]:
        """Holds the ledger against other machines until it is written; a head alone does not wait for the disk."""
        self._make()
        with self._held() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            yield self._within(connection)

    @contextmanager
    def _held(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(**{SQLITE_BEGIN: "IMMEDIATE"}) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection

    def _within(self, connection: Connection) -> UrlStore:
        """The same store, whose methods work in this transaction."""
        inner = object.__new__(UrlStore)
        inner.__dict__ = {**self.__dict__, "_connection": connection}
        return inner

    def heads(self) -> list[str]:
        """Every head, as it was written."""
        with self._reading() as connection:
            return list(connection.scalars(select(_HEADS.c.text).order_by(_HEADS.c.clinic)))

    def head(self, clinic_id: UUID) -> str | None:
        """The head of one clinic."""
        with self._reading() as connection:
            return connection.scalar(select(_HEADS.c.text).where(_HEADS.c.clinic == clinic_id.hex))

    def put_head(self, clinic_id: UUID, text: str) -> None:
        """Writes a clinic's head; within `writing`."""
        with self._reading() as connection:
            mine = _HEADS.c.clinic == clinic_id.hex
            if not connection.execute(_HEADS.update().where(mine).values(text=text)).rowcount:
                connection.execute(_HEADS.insert().values(clinic=clinic_id.hex, text=text))

    def last_lines(self) -> list[str]:
        """The last two lines."""
        with self._reading() as connection:
            newest = connection.scalars(select(_LINES.c.text).order_by(_LINES.c.number.desc()).limit(2))
            return list(newest)[::-1]

    def append(self, texts: Iterable[str]) -> None:
        """Puts lines at the end; within `writing`."""
        with self._reading() as connection:
            last = connection.scalar(select(_LINES.c.number).order_by(_LINES.c.number.desc()).limit(1)) or 0
            rows = [{"number": number, "text": text} for number, text in enumerate(texts, start=last + 1)]
            connection.execute(_LINES.insert(), rows)
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL synchronous_commit = on")

    def lines(self) -> Iterator[str]:
        """Every line, from the first."""
        with self._reading() as connection:
            yield from connection.scalars(select(_LINES.c.text).order_by(_LINES.c.number))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._connection is not None:
            yield self._connection
            return
        self._make()
        with self._engine.connect() as connection:
            yield connection

    def _make(self) -> None:
        """Makes the two tables where there are none; of machines that begin at once, one after the other looks."""
        if not self._made:
            with self._held() as connection:
                _ALL.create_all(connection)
            self._made = True
