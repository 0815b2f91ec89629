"""The reading text holds the words of the page, in their order, and its positions stay what they are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.markdown import READING_TEXT_VERSION, count_words, excerpt, fold, reading_text, render
from tests.test_markdown_page import ReadPage

MARKUP = r"""
    a word Word, * ** *** **** _ __ ___ \ \\ \* \_ [ ] ( ) ]( [a](https://b.c) [*a](https://b.c/_) <b> </b> < > & &amp;
    ` ``` # ## ###### = === --- - -- + 1. 1986. 2) > >> ~~ | ! !! ![a](https://b.c) https:// https://b.c mailto:a@b.c
    https://b.c/a_(b)_. [a]: <https://b.c> é 😀 … “ ” 's *a* **b** _c_ *a_ **a *b**
""".split()
SPACES = [" ", "  ", "    ", "\t", "\n", "\n", "\n\n", "\n\n", "\r\n", "\r", "\xa0", "\u3000", "  \n", "\\\n", "\u2028"]
LINE_STARTS = ["\n  ", "\n    ", "\n> ", "\n- ", "\n1. "]
SIGNS = ["e\u0301", "\u0301", "\u200d", "\x00", "\x02", "\x03", "\x07"]
PIECES = st.sampled_from([*MARKUP, *SPACES, *LINE_STARTS, *SIGNS])
MARKDOWN = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=500)
@given(MARKDOWN)
def test_the_page_says_the_same_words_in_the_same_order(text: str) -> None:
    page, reading = ReadPage(render(text)).text, reading_text(text)
    assert "".join(page.split()) == "".join(reading.split())
    assert page == reading


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_that_holds_for_any_text(text: str) -> None:
    assert ReadPage(render(text)).text == reading_text(text)


@given(MARKDOWN)
def test_a_reading_text_is_normalised_and_has_no_control_characters(text: str) -> None:
    reading = reading_text(text)
    assert unicodedata.is_normalized("NFC", reading)
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in reading)


@pytest.mark.parametrize("text", ["*a*\u0301", "[a](https://b.c)\u0301", "\u1100*\u1161*"])
def test_signs_between_a_letter_and_its_accent_stay_as_typed(text: str) -> None:
    assert reading_text(text) == ReadPage(render(text)).text == text


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("# Title\n\nOne *line*\nand **more**.", "Title\n\nOne line\nand more."),
        ("- a\n  - b\n\n> c\n\n---\nd", "a\n\nb\n\nc\n\nd"),
        ("[words](https://a.b/c) and https://a.b.", "words and https://a.b."),
        ("two  spaces\tand a tab\r\nnext\rlast", "two spaces and a tab\nnext\nlast"),
        ("e\u0301 <b>&amp;</b> `x` \\*y\\*", "é <b>&amp;</b> `x` *y*"),
        ("", ""),
    ],
)  # fmt: skip
def test_version_one_reads_this_for_ever(text: str, reading: str) -> None:
    assert reading_text(text, 1) == reading
    assert READING_TEXT_VERSION == 1


@pytest.mark.parametrize("version", [0, 2, -1])
def test_an_unknown_version_is_refused(version: int) -> None:
    with pytest.raises(ValueError, match="no reading text"):
        reading_text("a", version)


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("# The lake\n\nIt *was*\nthe same lake.", 160, "The lake It was the same lake."),
        ("It was the same lake as before", 20, "It was the same…"),
        ("It was, the", 9, "It was…"),
        ("It was. The", 9, "It was…"),
        ("exactly ten", 11, "exactly ten"),
        ("abcdefghijkl", 5, "abcd…"),
        ("abcde\u0301fgh", 5, "abcd…"),
        ("ab👩\u200d🚀cd", 5, "ab…"),
        ("", 10, ""),
        ("word", 0, ""),
    ],
)
def test_an_excerpt_is_one_line_cut_after_a_word(text: str, length: int, expected: str) -> None:
    assert excerpt(text, length) == expected


@given(MARKDOWN, st.integers(1, 60))
def test_an_excerpt_begins_like_the_text_and_is_no_longer_than_asked(text: str, length: int) -> None:
    short, line = excerpt(text, length), " ".join(reading_text(text).split())
    assert len(short) <= length
    assert line.startswith(short.removesuffix("…"))
    assert short.endswith("…") or short == line


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("- - -", 0), ("It's a well-known *fact*: 3.5 …", 5), ("one—two\n\n> three", 3), ("# A\n1. b", 2)],
)
def test_words_are_counted_as_a_person_would(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ÉCOLE", "ecole"), ("Straße", "strasse"), ("ﬁn", "fin"), ("İ", "i"), ("e\u0301", "e"), ("ABC", "abc")],
)
def test_search_text_has_no_case_and_no_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
