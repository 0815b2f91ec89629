"""Two texts come apart into what is alike and what is not, and come together again whole; long ones in no time."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from journal.differences import Part, between

WORDS = st.lists(st.sampled_from(["the", "lake", "was", "warm", "\n\n", "🌊", "ää"]), max_size=30).map(" ".join)


def text(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts)


def kept(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts if not part.is_changed)


@given(st.one_of(WORDS, st.text()), st.one_of(WORDS, st.text()))
def test_both_texts_stay_whole_and_what_is_not_marked_is_alike(first: str, last: str) -> None:
    found = between(first, last)
    assert (text(found.first), text(found.last)) == (first, last)
    assert kept(found.first) == kept(found.last)


def test_words_are_marked_where_they_changed() -> None:
    found = between("The lake was warm. I stayed.", "The sea was warm. I stayed.")
    assert [part.text for part in found.first if part.is_changed] == ["lake "]
    assert [part.text for part in found.last if part.is_changed] == ["sea "]


def test_long_texts_are_compared_by_paragraphs_or_not_at_all() -> None:
    begun = time.process_time()
    one, other = (" ".join(f"{letter}{number}" for number in range(15_000)) for letter in "ab")
    assert between(f"same\n\n{one}\n\nsame", f"same\n\n{other}\n\nsame").by == "paragraphs"
    assert between("a\n\n" * 30_000, "b\n\n" * 30_000).by == "nothing"
    assert time.process_time() - begun < 10
