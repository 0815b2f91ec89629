"""Reflections, notes, anchors, replies and names come back as written, each only through its own door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto import notes
from journal.crypto.errors import CannotOpen
from journal.crypto.fields import open_field, seal_field
from journal.crypto.keys import RingKey
from journal.crypto.reflections import Head, open_body, open_head, seal_body, seal_head, seal_search
from journal.crypto.sealing import Kind, Place
from tests.crypto.parts import WORDS, an_id, elsewhere, flipped, known, place, ring, server

TABLES = ("reflection", "reflection_draft", "reflection_version")
TYPED = st.text(st.characters(codec="utf-8"), max_size=400)
HEAD = Head("The lighthouse", 11, WORDS[:20])
ANCHOR: dict[str, Any] = {"selectors": [{"type": "TextQuoteSelector", "exact": "the lighthouse"}], "reading_text": 1}
STORED: dict[str, tuple[bytes, Callable[[RingKey, Place, bytes | None], Any]]] = {
    "head": (
        seal_head(ring(), "reflection", place(), HEAD),
        lambda key, where, sealed: open_head(key, "reflection", where, sealed),
    ),
    "body": (
        seal_body(ring(), "reflection", place(), WORDS),
        lambda key, where, sealed: open_body(key, "reflection", where, sealed),
    ),
    "draft": (
        seal_body(ring(), "reflection_draft", place(), WORDS),
        lambda key, where, sealed: open_body(key, "reflection_draft", where, sealed),
    ),
    "note": (notes.seal_note(ring(), place(), WORDS), notes.open_note),
    "anchor": (notes.seal_anchor(ring(), place(), ANCHOR), notes.open_anchor),
    "reply": (notes.seal_reply(ring(), place(), WORDS), notes.open_reply),
}


@given(st.sampled_from(TABLES), TYPED, TYPED, st.integers(0, 100_000))
def test_a_text_comes_back_as_it_was_written(table: str, title: str, body: str, words: int) -> None:
    head = Head(title, words, body[:160])
    assert open_head(ring(), table, place(), seal_head(ring(), table, place(), head)) == head
    assert open_body(ring(), table, place(), seal_body(ring(), table, place(), body)) == body


@given(TYPED)
def test_notes_and_replies_come_back_as_they_were_written(text: str) -> None:
    assert notes.open_note(ring(), place(), notes.seal_note(ring(), place(), text)) == text
    assert notes.open_reply(ring(), place(), notes.seal_reply(ring(), place(), text)) == text


def test_an_anchor_comes_back_as_it_was() -> None:
    assert notes.open_anchor(ring(), place(), STORED["anchor"][0]) == ANCHOR


@pytest.mark.parametrize("kind", STORED)
@pytest.mark.parametrize("other", STORED)
def test_a_value_opens_through_its_own_door_only(kind: str, other: str) -> None:
    sealed, opener = STORED[kind][0], STORED[other][1]
    if kind == other:
        assert opener(ring(), place(), sealed)
        return
    with pytest.raises(CannotOpen):
        opener(ring(), place(), sealed)


@pytest.mark.parametrize("kind", STORED)
def test_a_value_does_not_open_under_another_ring_or_generation(kind: str) -> None:
    sealed, opener = STORED[kind]
    same = ring().reveal()
    for key in (
        ring("another ring"),
        ring(generation=2),
        RingKey(same, an_id("other"), 1),
        RingKey(same, an_id("ring"), 2),
    ):
        with pytest.raises(CannotOpen):
            opener(key, place(), sealed)


@pytest.mark.parametrize("kind", STORED)
@pytest.mark.parametrize("part", ["instance", "clinic", "row", "version", "patient", "author"])
def test_a_value_does_not_open_in_another_place(kind: str, part: str) -> None:
    sealed, opener = STORED[kind]
    with pytest.raises(CannotOpen):
        opener(ring(), elsewhere(part), sealed)


@pytest.mark.parametrize("kind", STORED)
def test_a_damaged_or_missing_value_does_not_open(kind: str) -> None:
    sealed, opener = STORED[kind]
    for wrong in (None, b"", sealed[:-1], sealed[1:], *list(flipped(sealed))[::9]):
        with pytest.raises(CannotOpen):
            opener(ring(), place(), wrong)


def test_the_words_are_in_none_of_the_stored_bytes() -> None:
    searched = seal_search(ring(), "reflection", place(), WORDS.casefold())
    stored = b"".join([searched, *(sealed for sealed, _ in STORED.values())])
    for word in ("lighthouse", "Lighthouse", "quiet", "över", "TextQuoteSelector"):
        assert word.encode() not in stored


@pytest.mark.parametrize("size", [0, 1, 100, 200])
def test_the_length_of_a_short_text_does_not_show(size: int) -> None:
    head = seal_head(ring(), "reflection", place(), Head("a" * (size // 2), size, ""))
    body = seal_body(ring(), "reflection", place(), "a" * size)
    search = seal_search(ring(), "reflection", place(), "a" * size)
    assert {len(part) for part in (head, body, search)} == {29 + 256 + 16}


NAME, EMAIL = Kind("person", "name_sealed"), Kind("person", "email_sealed")


@given(TYPED)
def test_a_name_comes_back_as_it_was_typed(text: str) -> None:
    assert open_field(server(), NAME, place(), seal_field(server(), NAME, place(), text)) == text


def test_a_name_opens_for_this_server_in_its_own_column_and_row_only() -> None:
    sealed = seal_field(server(), NAME, place(), "Maya Lindqvist")
    assert b"Maya" not in sealed
    for secret, kind, where in (
        (server(2), NAME, place()),
        (server(), EMAIL, place()),
        (server(), NAME, place("another row")),
        (server(), NAME, replace(place(), clinic=an_id("another clinic"))),
        (server(), NAME, replace(place(), instance=known("x", 16))),
    ):
        with pytest.raises(CannotOpen):
            open_field(secret, kind, where, sealed)
