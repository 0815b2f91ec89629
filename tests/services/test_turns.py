"""Whose turn it is to write to SQLite."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from journal import turns
from journal.extensions import db
from journal.turns import turn_to_write

pytestmark = pytest.mark.one_engine("PostgreSQL lets many write at a time")
HOLDING = "import fcntl, sys, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, 2); print(flush=True); time.sleep(600)"


def in_a_thread(app: Flask, what: list[str]) -> threading.Thread:
    """Somebody else who wants to write."""

    def write() -> None:
        with app.app_context():
            try:
                with turn_to_write():
                    what.append("wrote")
            except OperationalError:
                what.append("was told to try again")

    thread = threading.Thread(target=write)
    thread.start()
    return thread


@contextmanager
def held_elsewhere() -> Iterator[subprocess.Popen[bytes]]:
    """Another process, whose turn it is."""
    holding = [sys.executable, "-c", HOLDING, f"{db.engine.url.database}{turns.ENDING}"]
    with subprocess.Popen(holding, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        try:
            yield other
        finally:
            other.kill()


@pytest.mark.usefixtures("patient")
def test_who_waits_writes_when_the_one_before_has_ended(app: Flask) -> None:
    happened: list[str] = []
    with turn_to_write():
        thread = in_a_thread(app, happened)
        thread.join(0.05)
        assert happened == []
    thread.join()
    assert happened == ["wrote"]


@pytest.mark.usefixtures("patient")
def test_nobody_waits_without_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.01)
    happened: list[str] = []
    with turn_to_write():
        in_a_thread(app, happened).join()
    assert happened == ["was told to try again"]


@pytest.mark.usefixtures("patient")
def test_a_process_that_is_killed_gives_its_turn_back() -> None:
    with held_elsewhere() as other:
        other.kill()
        with turn_to_write():
            pass


@pytest.mark.usefixtures("patient")
def test_nobody_waits_without_end_for_a_process_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    with held_elsewhere() as other:
        with monkeypatch.context() as patch:
            patch.setattr(turns, "LONGEST_WAIT", 0.01)
            with pytest.raises(OperationalError), turn_to_write():
                pass
        other.kill()
        with turn_to_write():
            pass


@pytest.mark.usefixtures("patient")
def test_where_the_file_of_the_turn_cannot_be_made_people_are_told_to_try_again() -> None:
    place = Path(f"{db.engine.url.database}{turns.ENDING}")
    place.unlink(missing_ok=True)
    place.mkdir()
    try:
        with pytest.raises(OperationalError), turn_to_write():
            pass
    finally:
        place.rmdir()


@pytest.mark.usefixtures("patient")
def test_where_files_cannot_be_locked_a_write_is_to_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(turns.fcntl, "flock", refuse)
    with pytest.raises(OperationalError), turn_to_write():
        pass
