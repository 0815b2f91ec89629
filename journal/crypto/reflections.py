"""Seals and opens reflections, their drafts and their earlier versions, each under a ring."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.crypto.sealing import Kind, Place, open_value, opener, read_record, seal_value

Looker = Callable[[bytes, int, bytes | None], str | None]


@dataclass(frozen=True, slots=True)
class Head:
    """What lists show of a reflection."""

    title: str
    words: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Text:
    """A whole reflection: its head and its Markdown."""

    head: Head
    body: str


def seal_head(ring: RingKey, table: str, place: Place, head: Head) -> bytes:
    """Seals what lists show, for one of the tables `reflection`, `reflection_draft`, `reflection_version`."""
    value = {"title": head.title, "words": head.words, "excerpt": head.excerpt}
    return _seal(ring, _kind(table, "head_sealed"), place, value)


def seal_body(ring: RingKey, table: str, place: Place, body: str) -> bytes:
    """Seals the Markdown."""
    return _seal(ring, _kind(table, "body_sealed"), place, {"body": body})


def seal_search(ring: RingKey, table: str, place: Place, folded: str) -> bytes:
    """Seals the folded words that search scans."""
    return _seal(ring, _kind(table, "search_sealed"), place, {"folded": folded})


def open_head(ring: RingKey, table: str, place: Place, sealed: bytes | None) -> Head:
    """Opens the part that lists show. Raises `CannotOpen`."""
    value = _open(ring, _kind(table, "head_sealed"), place, sealed)
    return Head(title=value["title"], words=value["words"], excerpt=value["excerpt"])


def open_body(ring: RingKey, table: str, place: Place, sealed: bytes | None) -> str:
    """Opens the Markdown. Raises `CannotOpen`."""
    body: str = _open(ring, _kind(table, "body_sealed"), place, sealed)["body"]
    return body


def open_search(ring: RingKey, table: str, place: Place, sealed: bytes | None) -> str:
    """Opens the folded words that search scans. Raises `CannotOpen`."""
    folded: str = _open(ring, _kind(table, "search_sealed"), place, sealed)["folded"]
    return folded


def search_looker(ring: RingKey, table: str, shared: Place, words: Sequence[str]) -> Looker:
    """Looks through many records of folded words, whose places differ in row and version alone.

    What it gives opens one record: to its folded words if every one of `words` stands in them, and to nothing
    otherwise. It raises `CannotOpen`, as `open_search` does."""
    kind, wanted = _kind(table, "search_sealed"), [_as_sealed(word) for word in words]
    open_one = opener(ring.subkey(kind.purpose), kind, shared, ring.ring_id, ring.generation)

    def look(row: bytes, version: int, sealed: bytes | None) -> str | None:
        if sealed is None:
            raise CannotOpen
        record = open_one(row, version, sealed)
        for word in wanted:  # before it is parsed, which takes longer than looking
            if word not in record:
                return None
        folded: str = read_record(record)["folded"]
        return folded if all(word in folded for word in words) else None

    return look


def _as_sealed(word: str) -> bytes:
    """How a word stands in the bytes of a record: JSON escapes each character by itself."""
    return json.dumps(word, ensure_ascii=False)[1:-1].encode()


@cache
def _kind(table: str, column: str) -> Kind:
    return Kind(table, column)


def _seal(ring: RingKey, kind: Kind, place: Place, value: dict[str, Any]) -> bytes:
    return seal_value(ring.subkey(kind.purpose), ring.generation, kind, place, value, ring.ring_id, ring.generation)


def _open(ring: RingKey, kind: Kind, place: Place, sealed: bytes | None) -> dict[str, Any]:
    return open_value(ring.subkey(kind.purpose), kind, place, sealed, ring.ring_id, ring.generation)
