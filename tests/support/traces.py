"""Looks for words where no word may be: database files, write-ahead logs, server logs, temporary files."""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus

import psycopg
from psycopg.sql import SQL, Identifier

from tests.support.engines import path_of


def words_in(folder: Path, words: Iterable[str]) -> list[str]:
    """Every place under a folder, or in one file, that holds one of the words in any of its usual disguises."""
    files = [folder] if folder.is_file() else [file for file in sorted(folder.rglob("*")) if file.is_file()]
    wanted = list(words)
    return [f"{file}: {word!r}" for file in files for word in found_in(_content(file), wanted)]


def _content(file: Path) -> bytes:
    """What a file holds; nothing where a server that is running has removed it meanwhile."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def words_in_database(address: str, words: Iterable[str]) -> list[str]:
    """Every column of a database that holds one of the words, read through the database itself.

    It sees what compression hides from a search of the files, and nothing of rows that are gone: use both.
    """
    wanted = list(words)
    return [f"{place}: {word!r}" for place, value in _values(address) for word in found_in(value, wanted)]


def found_in(content: bytes, words: Iterable[str]) -> Iterator[str]:
    """Those of the words that stand in the bytes, plain, encoded or packed; upper and lower case are one."""
    unpacked = content.lower() + _inflated(content)
    for word in words:
        if any(disguise in unpacked for disguise in _disguises(word)) or _in_base64(word, content):
            yield word


@cache  # a search asks for the same words of every value
def _disguises(word: str) -> set[bytes]:
    plain = {word, json.dumps(word)[1:-1], quote(word), quote_plus(word)}
    encoded = {form.encode(code) for form in plain for code in ("utf-8", "utf-16-le", "utf-16-be")}
    return {form.lower() for form in encoded} | {word.encode().hex().encode()}


def _in_base64(word: str, content: bytes) -> bool:
    return any(core in content for core in _base64_cores(word))


@cache
def _base64_cores(word: str) -> set[bytes]:
    # What base64 makes of some bytes depends on their place modulo three; the ends mix with neighbours and are cut off.
    whole = {before: base64.b64encode(b"\0" * before + word.encode()) for before in range(3)}
    cores = {each[4 if before else 0 : -4] for before, each in whole.items()}
    long = {core for core in cores if len(core) >= 8}
    return long | {core.translate(bytes.maketrans(b"+/", b"-_")) for core in long}


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompress(content, wbits=47).lower()
    except zlib.error:
        return b""


def _values(address: str) -> Iterator[tuple[str, bytes]]:
    rows = _sqlite_rows(address) if address.startswith("sqlite") else _postgresql_rows(address)
    for table, column, value in rows:
        if value is not None:
            yield f"{table}.{column}", value if isinstance(value, bytes) else str(value).encode()


def _sqlite_rows(address: str) -> Iterator[tuple[str, str, object]]:
    with closing(sqlite3.connect(path_of(address))) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = connection.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in rows.description]
            yield from ((table, name, value) for row in rows for name, value in zip(names, row, strict=True))


def _postgresql_rows(address: str) -> Iterator[tuple[str, str, object]]:
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            rows = connection.execute(SQL("SELECT * FROM {}").format(Identifier(table)))
            names = [column.name for column in rows.description or ()]
            yield from ((table, name, value) for row in rows for name, value in zip(names, row, strict=True))
