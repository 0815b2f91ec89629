"""The unit of work: one transaction, its audit rows written last, committed once by the outermost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from journal.extensions import SQLITE_BEGIN, db
from journal.services import audit

_WORKING = "working"


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
