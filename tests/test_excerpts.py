"""Fragments of a text with what was found marked as it stands there, whatever folding did to its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.excerpts import MOST_FRAGMENTS, Fragment, fragments, marked
from journal.markdown import fold
from journal.markdown.unicode import normalise
from journal.terms import Term, parse

PLACES = (
    "Straße",
    "\u0130stanbul",
    "ﬁre and ﬂood",
    "e\u0301té",
    "½ Å ﷺ",
    "👩🏽‍🚀 שָׁלוֹם",
    "한국어",
    "ᾳ\u0345 ΐ ŉ",
    "X\u0304y",
)
TEXTS = st.lists(st.one_of(st.text(max_size=12), st.sampled_from(PLACES)), max_size=12).map(" ".join)


def found(fragment: Fragment) -> list[str]:
    return [piece.text for piece in fragment if piece.is_found]


def whole(fragment: Fragment) -> str:
    return "".join(piece.text for piece in fragment)


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("The Lake was warm. The lake was kind.", "lake", ["Lake", "lake"]),
        ("Eine Straße, STRASSE, Strase", "strasse", ["Straße", "STRASSE"]),
        ("Was für ein Café, cafe\u0301s", "cafe", ["Café", "café"]),
        ("the\nlake   was", '"the lake was"', ["the\nlake   was"]),
        ("\u0130stanbul, istanbul", "istanbul", ["\u0130stanbul", "istanbul"]),
        ("the ﬁre", "f", ["ﬁ"]),
        ("It wasn’t.", "wasn't", ["wasn’t"]),
        ("X\u0304y", "x", ["X\u0304"]),
        ("a.c abc", "a.c", ["a.c"]),
        ("abcab", "abc cab", ["abcab"]),
    ],
)
def test_words_are_marked_as_they_were_written(text: str, typed: str, expected: list[str]) -> None:
    assert found(marked(text, parse(typed))) == expected


@given(TEXTS, st.integers(0, 200), st.integers(1, 30))
def test_any_part_of_a_text_is_found_in_it_and_marked_whole(text: str, start: int, length: int) -> None:
    text = normalise(text)
    words = tuple(fold(text[start : start + length]).split())
    if not words:
        return
    term = Term(words)
    first = found(fragments(text, [term])[0])
    assert first
    assert any(term.is_in(fold(each)) for each in first)
    assert all(each in text for each in first)


@given(TEXTS, TEXTS)
def test_fragments_are_pieces_of_the_text_in_its_order(text: str, typed: str) -> None:
    normal, place = normalise(text), 0
    terms = [Term(tuple(fold(word).split())) for word in typed.split()[:12] if fold(word).split()]
    cut = fragments(text, terms)
    assert 1 <= len(cut) <= MOST_FRAGMENTS
    for fragment in cut:
        inside = [
            piece
            for number, piece in enumerate(fragment)
            if not (piece.text == "…" and number in (0, len(fragment) - 1))
        ]
        place = normal.index(whole(tuple(inside)), place)
    assert whole(marked(text, terms)) == normal


@given(TEXTS)
def test_folding_character_by_character_is_folding_the_whole(text: str) -> None:
    normal = normalise(text)
    assert "".join(map(fold, normal)) == fold(normal)


def test_a_fragment_begins_and_ends_between_words_and_each_word_has_its_own() -> None:
    text = "before " * 60 + "lantern " + "between " * 60 + "harbour " + "after " * 60
    cut = fragments(text, parse("harbour lantern"))
    assert [found(each) for each in cut] == [["lantern"], ["harbour"]]
    for fragment in cut:
        assert fragment[0].text == fragment[-1].text == "…"
        assert set(whole(fragment).strip("…").split()) <= set(text.split())


def test_where_nothing_stands_the_beginning_is_shown() -> None:
    (fragment,) = fragments("word " * 100, parse("elsewhere"))
    assert whole(fragment).startswith("word word")
    assert not found(fragment)
    assert fragments("", parse("x")) == ((),)


def test_a_long_text_full_of_what_is_looked_for_is_cut_in_no_time() -> None:
    begun = time.process_time()
    fragments("ä" * 100_000, parse(" ".join("a" * number for number in range(1, 12))))
    fragments("a b " * 25_000, parse('"a b a b a b c" "b a"'))
    assert time.process_time() - begun < 5


def test_thousands_of_marks_in_a_row_are_walked_through_once() -> None:
    begun = time.process_time()
    for mark in ("\U0001f3fd", "\u200d", "\ufe0f"):
        (fragment,) = fragments(f"x{mark * 100_000}", parse(mark))
        assert whole(fragment) == f"x{mark * 100_000}"
    assert time.process_time() - begun < 10
