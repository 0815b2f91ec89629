"""What was typed into a search becomes words and phrases, each character standing for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.markdown import fold
from journal.terms import LONGEST, MOST, QueryRefused, Term, every_word, parse

CASES = {
    "Lake water": [("lake",), ("water",)],
    '"The  LAKE was" warm': [("the", "lake", "was"), ("warm",)],
    "“warm water” „kalt“ «chaud»": [("warm", "water"), ("kalt",), ("chaud",)],
    '"never closed again': [("never",), ("closed",), ("again",)],
    "Café CAFE cafe\u0301": [("cafe",)],
    "wasn’t": [("wasn't",)],
    "ﬁre": [("fire",)],
    ".* [a-z]+ \\d (": [(".*",), ("[a-z]+",), ("\\d",), ("(",)],
    '   " " "" \u0301 ': [],
}


@pytest.mark.parametrize("typed", CASES)
def test_what_was_typed_becomes_folded_words_and_phrases(typed: str) -> None:
    assert [term.words for term in parse(typed)] == CASES[typed]


def test_too_much_is_refused() -> None:
    assert len(parse(" ".join(f"w{number}" for number in range(MOST)))) == MOST
    for typed in ("x" * (LONGEST + 1), " ".join(f"w{number}" for number in range(MOST + 1))):
        with pytest.raises(QueryRefused):
            parse(typed)


WRITTEN = st.characters(exclude_categories=["Cc", "Cs"])  # what no key types is in no text that is saved


@given(st.text(WRITTEN, max_size=200), st.text(WRITTEN, min_size=1, max_size=20))
def test_a_text_holds_every_word_of_its_own_and_nothing_stands_for_anything_else(text: str, other: str) -> None:
    folded = fold(text)
    for word in text.split()[:MOST]:
        assert all(term.is_in(folded) for term in parse(word))
    for term in parse(other):
        assert term.is_in(folded) is (term.pattern.search(folded) is not None)
        if len(term.words) == 1:
            assert term.is_in(folded) is (term.words[0] in folded)


def test_the_longest_word_is_looked_for_first() -> None:
    assert every_word([Term(("a", "long")), Term(("a", "longest"))]) == ("longest", "long", "a")
