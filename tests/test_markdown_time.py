"""However a text is made, the time to show it grows with its length and no faster."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest

from journal import anchors
from journal.markdown import Mark, count_words, excerpt, fold, reading_text, render

SPAN = 16  # wide: a square grows by 256 over it, which no busy machine is taken for
MOST_GROWTH = 3 * SPAN

pytestmark = pytest.mark.alone

INPUTS: dict[str, Callable[[int], str]] = {
    "open brackets": lambda n: "[" * 20_000 * n,
    "character data": lambda n: "<![CDATA[" * 2_000 * n,
    "begun links": lambda n: "[a](b " * 3_000 * n,
    "begun tags": lambda n: "<a " * 5_000 * n,
    "crossed emphasis": lambda n: "*a_ " * 10_000 * n,
    "strong begun": lambda n: "**a" * 8_000 * n,
    "nested quotes": lambda n: "> " * 5_000 * n + "a",
    "nested lists": lambda n: "".join("  " * depth + "- a\n" for depth in range(200)) * n,
    "nested ordered lists": lambda n: "".join("    " * depth + "1. a\n" for depth in range(200)) * n,
    "growing backticks": lambda n: "".join("`" * length + " " for length in range(300)) * n,
    "hard breaks": lambda n: "a  \n" * 10_000 * n,
    "falling quotes": lambda n: "".join("> " * (100 - depth) + "a\n" for depth in range(100)) * n,
}
REPEATED = [
    "*", "_", "*a ", "a* ", "*a**b", "__a_ ", "***a** ", "a_b", "[*a*](https://b.c) ", "*[a](https://b.c)",
    "[a](https://", "[a](https://x(b)", "https://", "https://a.b ", "https://a(b)", "https://a.", "mailto:a@b ",
    "![a](b) ", "[a]: b\n", "[a][b] ", "\\", "\\[", "[\\[", "<", "&", "&amp;", "`", "\t", "\n", " \n", "a\n", "a\n\n",
    "#", "# ", "# a\n", "a\n===\n", "a\n---\n", "---\n", "* * *\n", "- ", "- a\n", "- a\n\n", "\t- a\n",
    "- a\n\n\t- b\n\n", "1. a\n", "9. a\n", "> a\n", "> - a\n", "> > a\n\n", "- - - - - - - - a\n",
    "+ a\n  + b\n    + c\n", "\0", "\x02", "\r\n", "\u2028", "\xa0", "a\xa0", "é", "😀", "\u0315\u0300",
    "\u0f73\u0f71",
]  # fmt: skip


def milliseconds(work: Callable[[], object]) -> float:
    """The best of three, in processor time, which other programs on the machine do not change."""
    took = []
    for _ in range(3):
        begin = time.thread_time()
        work()
        took.append(time.thread_time() - begin)
    return min(took) * 1000


def assert_linear(work: Callable[[int], Callable[[], object]]) -> None:
    """Over the whole span it grows with the length, in one of three tries: the machine has work of its own."""
    growths = (milliseconds(work(SPAN)) / milliseconds(work(1)) for _ in range(3))
    assert any(growth <= MOST_GROWTH for growth in growths)


@pytest.mark.parametrize("show", [render, reading_text, excerpt, count_words, fold])
@pytest.mark.parametrize("name", INPUTS)
def test_every_way_to_show_a_text_takes_linear_time(name: str, show: Callable[[str], object]) -> None:
    assert_linear(lambda size: partial(show, INPUTS[name](size)))


@pytest.mark.parametrize("show", [render, fold])
@pytest.mark.parametrize("piece", REPEATED)
def test_no_piece_takes_more_than_linear_time_when_repeated(piece: str, show: Callable[[str], object]) -> None:
    assert_linear(lambda size: partial(show, piece * (8_000 * size // len(piece))))


def test_many_marks_take_linear_time() -> None:
    def work(n: int) -> Callable[[], object]:
        text = "*some* words " * 2_000 * n
        reading = reading_text(text)
        marks = [Mark(str(number), number * 90, number * 90 + 200) for number in range(250 * n)]
        return lambda: render(text, marks, reading)

    assert_linear(work)


@pytest.mark.parametrize(
    ("piece", "exact", "around"),
    [
        ("a", "a", "a" * 31 + "b"),
        ("a", "a" * 20_000, "b"),
        ("a", "a" * 10_000 + "b" + "a" * 10_000, "b"),
        ("a", "b" + "a" * 20_000, "a"),
        ("la ", "la la la", "b"),
        ("a \n\n", "a a a", "b"),
        ("ab", "a", "a" * 32),
    ],
)
def test_words_are_found_again_in_linear_time(piece: str, exact: str, around: str) -> None:
    def work(n: int) -> Callable[[], object]:
        reading = "c" + piece * (50_000 * n // len(piece))
        anchor = anchors.Anchor(exact, around, around, 0, len(exact))
        return lambda: (anchors.find(reading, anchor), anchors.make(reading, exact, 2, around, around))

    assert_linear(work)
