"""A connection to SQLite: whoever begins with a new file waits for others as long as anywhere, and no longer."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Timer

import pytest

from journal import extensions


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One that is not written ahead yet, and that somebody holds."""
    return tmp_path / "new.db"


def held(file: Path) -> sqlite3.Connection:
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE one (number INTEGER)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO one VALUES (1)")
    return other


def test_it_waits_until_the_file_is_free_and_then_writes_ahead(file: Path) -> None:
    other = held(file)
    Timer(0.2, other.execute, ["COMMIT"]).start()
    connection = sqlite3.connect(file)
    extensions.prepare_sqlite(connection)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA busy_timeout").fetchone() == (1000 * extensions.LONGEST_WAIT,)


def test_it_gives_up_where_the_file_stays_held(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extensions, "LONGEST_WAIT", 0.1)
    other = held(file)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        extensions.prepare_sqlite(sqlite3.connect(file))
    other.execute("COMMIT")
