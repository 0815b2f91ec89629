"""Whose turn it is to look through everything: one at a time in each process, while few wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from uuid import UUID

from journal.crypto.errors import Busy

EACH, ALL = 2, 4  # searches of one person, and of everybody: each holds a thread that would answer other pages
_alone = Lock()  # two at once find nothing sooner, and hold up whoever wants another page meanwhile
_counting = Lock()
_here: list[UUID] = []  # whose searches run or wait


@contextmanager
def turn(person_id: UUID) -> Iterator[None]:
    """Waits for a turn; whoever presses twice is shown what the second press found. Raises `Busy` when too many wait
    already."""
    with _counting:
        if _here.count(person_id) >= EACH or len(_here) >= ALL:
            raise Busy
        _here.append(person_id)
    try:
        with _alone:
            yield
    finally:
        with _counting:
            _here.remove(person_id)
