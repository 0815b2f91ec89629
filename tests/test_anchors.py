"""A note keeps to the words it is about, through edits around them, and lets go when they are gone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.anchors import CONTEXT, Anchor, find, make

READING = (
    "It was the same lake as the second time, but I was standing on the other side of it.\n"
    "I could see the house from there.\n\n"
    "The lake was warm. I was not afraid, and then I noticed my hands were warm."
)


def anchored(words: str, occurrence: int = 0, reading: str = READING) -> Anchor:
    start = -1
    for _ in range(occurrence + 1):
        start = reading.index(words, start + 1)
    anchor = make(reading, words, start)
    assert anchor is not None
    return anchor


def words_at(place: tuple[int, int] | None, reading: str) -> str | None:
    return place and reading[place[0] : place[1]]


def test_the_position_wins_where_these_words_stand_there() -> None:
    second = READING.rindex("lake")
    anchor = make(READING, "lake", second, prefix="It was the same ", suffix=" as the second")
    assert anchor is not None
    assert (anchor.start, anchor.end) == (second, second + 4)


def test_what_stands_around_the_words_is_taken_from_the_text() -> None:
    anchor = make(READING, "same lake", 11, prefix="made up", suffix="made up")
    assert anchor == Anchor("same lake", "It was the ", READING[20 : 20 + CONTEXT], 11, 20, 1)


@pytest.mark.parametrize(("position", "found"), [(0, 0), (150, 1), (None, 0)])
def test_at_a_wrong_position_the_nearest_words_are_taken(position: int | None, found: int) -> None:
    assert make(READING, "lake", position) == anchored("lake", found)


def test_at_a_wrong_position_the_surroundings_decide() -> None:
    assert make(READING, "lake", 0, prefix="The ", suffix=" was warm") == anchored("lake", 1)


@pytest.mark.parametrize("typed", ["side of it. I could", "side of it.\r\nI could", "  side  of it.\nI could \n"])
def test_a_space_in_typed_words_fits_a_line_end(typed: str) -> None:
    anchor = make(READING, typed)
    assert anchor is not None
    assert anchor.exact == "side of it.\nI could"


def test_typed_words_may_go_over_two_blocks() -> None:
    anchor = make(READING, "from there. The lake")
    assert anchor is not None
    assert anchor.exact == "from there.\n\nThe lake"


def test_words_are_compared_in_one_unicode_form() -> None:
    anchor = make("un café noir", "cafe\u0301")
    assert anchor is not None
    assert anchor.exact == "café"


@pytest.mark.parametrize("typed", ["", "  \n", "another lake", "SAME LAKE"])
def test_words_that_are_nowhere_make_no_anchor(typed: str) -> None:
    assert make(READING, typed, 3) is None


@pytest.mark.parametrize("position", [-5, 10_000])
def test_a_position_outside_the_text_does_no_harm(position: int) -> None:
    assert make(READING, "same lake", position) == anchored("same lake")


def test_unchanged_words_are_found_where_they_were() -> None:
    assert find(READING, anchored("lake", 1)) == (anchored("lake", 1).start, anchored("lake", 1).end)


@pytest.mark.parametrize(
    "edited",
    [
        "A new first line.\n\n" + READING,
        READING[7:],
        READING.replace("house", "old white house"),
        READING.replace("\n", "\n\n"),
    ],
)
@pytest.mark.parametrize("words", ["standing on the other side of it", "my hands were warm", "lake was warm", "warm."])
def test_words_are_found_again_after_an_edit_elsewhere(edited: str, words: str) -> None:
    assert words_at(find(edited, anchored(words)), edited) == words


def test_of_several_places_the_one_with_the_same_surroundings_is_found() -> None:
    edited = "The lake. A lake. " + READING
    place = find(edited, anchored("lake", 1))
    assert place == (edited.rindex("lake was warm"), edited.rindex("lake was warm") + 4)


def test_words_whose_line_was_broken_are_found() -> None:
    edited = "First.\n" + READING.replace("the other side", "the other\nside")
    assert words_at(find(edited, anchored("on the other side")), edited) == "on the other\nside"


def test_words_that_are_gone_are_not_found() -> None:
    assert find(READING.replace("standing", "waiting"), anchored("I was standing")) is None
    assert find("", anchored("lake")) is None


def test_a_single_word_elsewhere_is_not_taken_for_the_one_that_is_gone() -> None:
    edited = READING.replace("The lake was warm. ", "")
    assert find(edited, anchored("lake", 1)) is None


def test_a_long_quote_is_found_without_its_surroundings() -> None:
    edited = "Only this: standing on the other side of it!"
    assert words_at(find(edited, anchored("standing on the other side of it")), edited) is not None


def test_the_only_word_of_a_text_is_found_again() -> None:
    assert find("More.\n\nlake", anchored("lake", reading="lake")) == (7, 11)


def test_an_anchor_is_two_selectors_of_the_w3c_model() -> None:
    stored = anchored("same lake").to_json()
    assert stored == {
        "selector": [
            {"type": "TextQuoteSelector", "exact": "same lake", "prefix": "It was the ", "suffix": READING[20:52]},
            {"type": "TextPositionSelector", "start": 11, "end": 20},
        ],
        "reading_text": 1,
    }
    assert Anchor.from_json(json.loads(json.dumps(stored))) == anchored("same lake")


def changed(path: tuple[Any, ...], value: Any) -> Any:
    stored: Any = json.loads(json.dumps(anchored("same lake").to_json()))
    inner = stored
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return stored


@pytest.mark.parametrize(
    "stored",
    [
        None, 1, "text", [], {}, {"selector": []}, {"selector": [], "reading_text": 1},
        changed(("reading_text",), 2), changed(("reading_text",), True), changed(("reading_text",), "1"),
        changed(("more",), 1), changed(("selector",), {}), changed(("selector", 0), None), changed(("selector", 1), []),
        changed(("selector", 0, "type"), "FragmentSelector"), changed(("selector", 1, "type"), 3),
        changed(("selector", 0, "exact"), ""), changed(("selector", 0, "exact"), "other words"),
        changed(("selector", 0, "exact"), "\n" * 9), changed(("selector", 0, "prefix"), None),
        changed(("selector", 0, "suffix"), "x" * 33), changed(("selector", 0, "more"), 1),
        changed(("selector", 1, "start"), -1), changed(("selector", 1, "start"), 11.0),
        changed(("selector", 1, "end"), 11), changed(("selector", 1, "end"), True),
        changed(("selector", 1, "more"), 1),
    ],
)  # fmt: skip
def test_anything_else_is_refused(stored: object) -> None:
    with pytest.raises(ValueError, match="anchor"):
        Anchor.from_json(stored)


@given(st.text("ab \n", min_size=1, max_size=60), st.data())
def test_whatever_is_anchored_is_found_in_the_same_text(reading: str, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(reading)), st.integers(0, len(reading)))))
    quoted = reading[start:end]
    anchor = make(reading, quoted, start)
    assert (anchor is None) == (not quoted.strip())
    if anchor:
        assert (anchor.start, anchor.exact) == (start + len(quoted) - len(quoted.lstrip()), quoted.strip())
        assert Anchor.from_json(anchor.to_json()) == anchor
        assert find(reading, anchor) == (anchor.start, anchor.end)
        assert find("Something before.\n\n" + reading, anchor)


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=8), st.integers(-5, 50), st.text("ab ", max_size=5))
def test_what_is_found_are_the_words_that_were_typed(reading: str, typed: str, start: int, around: str) -> None:
    anchor = make(reading, typed, start, around, around)
    if anchor:
        assert reading[anchor.start : anchor.end] == anchor.exact
        assert anchor.exact.split() == typed.split()
    else:
        assert " ".join(typed.split()) not in " ".join(reading.split()) or not typed.strip()
