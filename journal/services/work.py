"""The unit of work: one transaction, its audit rows written last, committed once by the outermost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from journal.extensions import SQLITE_BEGIN, db
from journal.services.audit import audit

_WORKING = "working"
_AFTERWARDS = "afterwards"


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Runs its block in one writing transaction; an inner unit joins the outer one."""
    session = db.session()
    if session.info.get(_WORKING):
        yield
        return
    session.rollback()  # a reading transaction cannot become a writing one
    session.info[_WORKING] = True
    try:
        session.connection(execution_options={SQLITE_BEGIN: "IMMEDIATE"})
        yield
        session.flush()
        audit.write_pending()
        session.commit()
    except BaseException:
        audit.drop_pending()
        session.rollback()
        raise
    finally:
        session.info.pop(_WORKING)
        _do_what_waits()


def afterwards(work: Callable[[], None]) -> None:
    """Does something in a unit of work of its own: now, or right after the present one, also where that one fails."""
    session = db.session()
    session.info.setdefault(_AFTERWARDS, []).append(work)
    if not session.info.get(_WORKING):
        _do_what_waits()


def _do_what_waits() -> None:
    waiting: list[Callable[[], None]] = db.session().info.pop(_AFTERWARDS, [])
    if waiting:
        with unit_of_work():
            for work in waiting:
                work()
