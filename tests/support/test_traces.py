"""The search for plaintext finds what is there, in every disguise, so that finding nothing means something."""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from tests.support.traces import found_in, words_in, words_in_database

WORDS = "the lighthouse över the quiet water"
DISGUISES = {
    "plain": WORDS.encode(),
    "upper case": WORDS.encode().upper(),
    "as JSON": json.dumps({"text": WORDS}).encode(),
    "from a form": b"text=" + quote_plus(WORDS).encode(),
    "UTF-16": WORDS.encode("utf-16"),
    "hexadecimal": WORDS.encode().hex().encode(),
    "base64": base64.b64encode(WORDS.encode()),
    "base64, moved by one": base64.b64encode(b"x" + WORDS.encode() + b"yz"),
    "base64, moved by two": base64.urlsafe_b64encode(b"xx" + WORDS.encode() + b"y"),
    "compressed": zlib.compress(WORDS.encode()),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_words_are_found(disguise: str) -> None:
    assert list(found_in(DISGUISES[disguise], [WORDS])) == [WORDS]


def test_other_words_are_not_found() -> None:
    assert not list(found_in(b"a lighthouse by the sea", [WORDS]))


def test_a_file_deep_in_a_folder_is_searched(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "log").write_text(f"GET /?q={WORDS}", encoding="utf-8")
    assert len(words_in(tmp_path, [WORDS])) == 1


def test_a_row_is_searched_through_the_database(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.execute("INSERT INTO t VALUES (?)", (WORDS,))
        connection.commit()
    assert words_in_database(f"sqlite:///{tmp_path / 'x.db'}", [WORDS]) == [f"t.a: {WORDS!r}"]
