"""The last line of a ledger is as it was written, or nothing is written behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from journal.ids import make_id
from journal.services.audit.acts import Act
from journal.services.ledger import ledger
from journal.services.ledger.file_store import FileStore
from journal.services.ledger.lines import Entry, Head, LedgerBroken
from journal.services.ledger.url_store import UrlStore
from tests.support.installations import Installations

CLINIC = make_id()


class InFiles:
    """A ledger beside a secret, and a way to edit its last line."""

    def __init__(self, folder: Path) -> None:
        self.store = FileStore(folder / "secret.json")

    def put(self, line: str) -> None:
        file = Path(self.store.where)
        file.write_text("".join(f"{each}\n" for each in [*list(self.store.lines())[:-1], line]), encoding="ascii")


class InDatabase:
    """The same in another database."""

    def __init__(self, address: str) -> None:
        self.store, self._engine = UrlStore(address), create_engine(address)

    def put(self, line: str) -> None:
        newest = "number = (SELECT max(number) FROM ledger_line)"
        with self._engine.begin() as connection:
            connection.execute(text(f"UPDATE ledger_line SET text = :line WHERE {newest}"), {"line": line})

    def close(self) -> None:
        self.store._engine.dispose()
        self._engine.dispose()


Place = InFiles | InDatabase


@pytest.fixture(params=["files", "database"])
def place(
    request: pytest.FixtureRequest, app: Flask, tmp_path: Path, engine: str, installations: Installations
) -> Iterator[Place]:
    with app.app_context():
        if request.param == "files":
            yield InFiles(tmp_path)
            return
        with installations.database(engine, "empty") as address:
            kept = InDatabase(address)
            yield kept
            kept.close()


def note(place: Place, row: int) -> None:
    with place.store.writing() as held:
        entry = Entry(CLINIC, row, b"mac", Act.CARE_ENDED, make_id())
        ledger.write(held, Head(CLINIC, row, b"mac"), [entry])


def newest(place: Place) -> list[Any]:
    fields: list[Any] = json.loads(place.store.last_lines()[-1])
    return fields


def test_line_after_line_is_written(place: Place) -> None:
    assert place.store.last_lines() == []
    for row in (1, 2, 3):
        note(place, row)
    assert place.store.last_lines() == list(place.store.lines())[1:]
    assert [json.loads(line)[0] for line in place.store.lines()] == [1, 2, 3]


@pytest.mark.parametrize("lines", [1, 3])
def test_nothing_is_written_behind_a_last_line_that_was_edited(place: Place, lines: int) -> None:
    for row in range(1, lines + 1):
        note(place, row)
    was = newest(place)
    place.put(json.dumps([*was[:4], Act.SIGNED_OUT, *was[5:]], separators=(",", ":")))
    with pytest.raises(LedgerBroken):
        note(place, lines + 1)
    assert len(list(place.store.lines())) == lines
    place.put(json.dumps(was, separators=(",", ":")))
    note(place, lines + 1)
    assert newest(place)[0] == lines + 1
