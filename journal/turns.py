"""Whose turn it is to write to SQLite, which has one writer at a time.

Its own way of waiting sleeps longer and longer and lets newcomers pass, so that under load some waited until they were
turned away while others went on. Here who waits is woken when the one before ends: within a process by a lock, between
processes by one on a file beside the database, which the system takes back from a process that was killed."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from journal.extensions import LONGEST_WAIT, db

ENDING = "-turn"
_turns: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()


@contextmanager
def turn_to_write() -> Iterator[None]:
    """Waits for the turn and holds it for the block; on PostgreSQL, where many write at a time, at once. Raises
    `OperationalError` after `LONGEST_WAIT`."""
    engine = db.engine
    if engine.dialect.name != "sqlite":
        yield
        return
    turn = _turns.setdefault(engine, Lock())
    if not turn.acquire(timeout=LONGEST_WAIT):
        raise _too_long()
    try:
        with _held(f"{engine.url.database}{ENDING}"):
            yield
    finally:
        turn.release()


@contextmanager
def _held(path: str) -> Iterator[None]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # anew each time: a fork would share one kept open
    except OSError as error:  # a full disk, for example: then the database cannot be written to either
        raise OperationalError(None, None, error) from error
    try:
        _wait_for(descriptor)
        yield
    finally:
        os.close(descriptor)  # whoever still waits for it here then holds nothing


def _wait_for(descriptor: int) -> None:
    """The system wakes who waits in its turn but knows no end of waiting, so it is another thread that waits."""
    if _is_ours(descriptor):
        return
    waiting = Thread(target=fcntl.flock, args=(descriptor, fcntl.LOCK_EX), daemon=True)
    waiting.start()
    waiting.join(LONGEST_WAIT)
    if waiting.is_alive() or not _is_ours(descriptor):
        raise _too_long()


def _is_ours(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # a file system that cannot lock
        raise OperationalError(None, None, error) from error
    return True


def _too_long() -> OperationalError:
    return OperationalError(None, None, sqlite3.OperationalError("others have been writing for too long"))
