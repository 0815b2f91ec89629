"""Looking through sealed words opens what `open_search` opens, finds what stands in them, and opens nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto.errors import CannotOpen
from journal.crypto.reflections import open_search, seal_search, search_looker
from tests.crypto.parts import WORDS, an_id, elsewhere, flipped, place, ring

ROW = an_id("row").bytes
SEALED = seal_search(ring(), "reflection", place(), WORDS)
TYPED = st.text(st.characters(codec="utf-8"), max_size=60)


@given(TYPED, st.lists(TYPED, max_size=3))
def test_what_is_found_is_what_stands_there(folded: str, words: list[str]) -> None:
    sealed = seal_search(ring(), "reflection", place(), folded)
    look = search_looker(ring(), "reflection", place(), words)
    holds = all(word in folded for word in words)
    assert look(ROW, 1, sealed) == (open_search(ring(), "reflection", place(), sealed) if holds else None)


def test_signs_that_json_escapes_stand_for_themselves() -> None:
    sealed = seal_search(ring(), "reflection", place(), 'a\nb "c" \\d')
    for words, there in ((["n"], False), (["\n"], True), (['"c"'], True), (["\\d"], True), (["\\n"], False)):
        assert (search_looker(ring(), "reflection", place(), words)(ROW, 1, sealed) is not None) is there


@pytest.mark.parametrize("part", ["instance", "clinic", "patient", "author", "parent"])
def test_nothing_opens_at_another_place(part: str) -> None:
    with pytest.raises(CannotOpen):
        search_looker(ring(), "reflection", elsewhere(part), [])(ROW, 1, SEALED)


def test_nothing_opens_in_another_row_version_or_ring_or_when_it_was_spoilt() -> None:
    look = search_looker(ring(), "reflection", place(), [])
    assert look(ROW, 1, SEALED) == WORDS
    assert search_looker(ring(), "reflection", replace(place(), row=an_id("any")), [])(ROW, 1, SEALED) == WORDS
    for row, version, sealed in (
        (an_id("other").bytes, 1, SEALED), (ROW[:8], 1, SEALED), (ROW, 2, SEALED), (ROW, 1, SEALED[:20]),
        (ROW, 1, None),
        *((ROW, 1, each) for each in flipped(SEALED)),
    ):  # fmt: skip
        with pytest.raises(CannotOpen):
            look(row, version, sealed)
    for other in (ring("other"), ring(generation=2)):
        with pytest.raises(CannotOpen):
            search_looker(other, "reflection", place(), [])(ROW, 1, SEALED)
