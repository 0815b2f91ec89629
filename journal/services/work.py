"""The unit of work: one transaction, its audit rows written last, committed once by the outermost."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Executable
from sqlalchemy.orm import Session, SessionTransaction

from journal.extensions import SQLITE_BEGIN, WORKING, db
from journal.services.audit import audit
from journal.services.ledger import following
from journal.turns import turn_to_write

_AFTERWARDS = "afterwards"
_reconciling = ContextVar("reconciling", default=False)
_Found = TypeVar("_Found")
_found: WeakKeyDictionary[SessionTransaction, dict[Hashable, Any]] = WeakKeyDictionary()


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Runs its block in one writing transaction; an inner unit joins the outer one. Raises `DatabaseBehind`, and then
    nothing was written; `NotInLedger`, and then everything was, but not yet to the ledger."""
    session = db.session()
    if is_writing():
        yield
        return
    session.rollback()  # a reading transaction cannot become a writing one
    session.info[WORKING] = True
    try:
        with turn_to_write():
            yield from _one_transaction()
    finally:
        audit.drop_pending()
        session.info.pop(WORKING)
        _do_what_waits()


def _one_transaction() -> Iterator[None]:
    session = db.session()
    try:
        session.connection(execution_options={SQLITE_BEGIN: "IMMEDIATE"})
        yield
        _require_same(session)
        session.flush()
        appended = audit.write_pending()
        if not is_reconciling():
            following.require_agreement(appended)
        session.commit()
        if not is_reconciling():
            following.follow(appended)
    except BaseException:
        session.rollback()
        raise


def _require_same(session: Session) -> None:
    if db.session() is not session:  # the ledger would be told of rows that nobody commits
        raise RuntimeError("the session was removed within a unit of work")


@contextmanager
def reconciling() -> Iterator[None]:
    """Lets its block write to a database that is not the one the ledger knows, which it brings to agree."""
    before = _reconciling.set(True)
    try:
        yield
    finally:
        _reconciling.reset(before)


def is_reconciling() -> bool:
    """Whether what is written now is what brings database and ledger to agree."""
    return _reconciling.get()


def afterwards(work: Callable[[], None]) -> None:
    """Does something in a unit of work of its own: now, or right after the present one, also where that one fails."""
    session = db.session()
    session.info.setdefault(_AFTERWARDS, []).append(work)
    if not session.info.get(WORKING):
        _do_what_waits()


def _do_what_waits() -> None:
    waiting: list[Callable[[], None]] = db.session().info.pop(_AFTERWARDS, [])
    if waiting:
        with unit_of_work():
            for work in waiting:
                work()


@contextmanager
def in_parts(query: Executable, wanted: Mapping[str, Any] | None = None, *, at_once: int) -> Iterator[Iterable[Any]]:
    """Rows that come so many at once: as the session sees them, or, where a page reads on PostgreSQL, over a connection
    of its own, because there they need a transaction, and that session has none."""
    options = {"yield_per": at_once}
    if is_writing() or db.engine.dialect.name == "sqlite":
        with db.session.execute(query, wanted, execution_options=options) as rows:
            yield rows
    else:
        with db.engine.begin() as connection, connection.execute(query, wanted, execution_options=options) as rows:
            yield rows


def one_moment(at_once: int) -> Connection:
    """A connection of its own that sees the database as it is now, whatever is written meanwhile; rows of what it is
    asked come so many at once."""
    connection = db.engine.connect()
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection.execution_options(stream_results=True, yield_per=at_once)


def is_writing() -> bool:
    """Whether this is inside a unit of work, whose acts are not written yet."""
    return bool(db.session().info.get(WORKING))


def found_once(question: Hashable, find: Callable[[], _Found]) -> _Found:
    """What `find` gives, asked once in a reading transaction: a page asks some things from many sides. While something
    is written it is asked anew each time."""
    session = db.session()
    reading = session.get_transaction()
    if reading is None or is_writing():
        return find()
    answers = _found.setdefault(reading, {})
    if question not in answers:
        answers[question] = find()
    answer: _Found = answers[question]
    return answer


def already_found(question: Hashable, answer: object) -> None:
    """Spares `found_once` a question that was answered on the way; a row that is kept so stays loaded as long."""
    reading = db.session().get_transaction()
    if reading is not None and not is_writing():
        _found.setdefault(reading, {})[question] = answer
