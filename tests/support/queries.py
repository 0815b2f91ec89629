"""What is asked of the database while something happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import event

from journal.extensions import db

_NO_QUESTION = ("BEGIN", "COMMIT", "ROLLBACK")


class Query(NamedTuple):
    """A statement as it is sent, with what is bound to it."""

    statement: str
    bound: Any


@contextmanager
def queries() -> Iterator[list[Query]]:
    """What the application at work asks its database while the block runs."""
    said: list[Query] = []

    def hear(*heard: Any) -> None:
        if not heard[2].startswith(_NO_QUESTION):
            said.append(Query(heard[2], heard[3]))

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
