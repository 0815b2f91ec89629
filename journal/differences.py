"""What changed between two texts, word by word; paragraph by paragraph where words would take too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_PAIRS = 250_000  # of words that are compared with each other once what is alike at both ends is set aside
_WORDS, _PARAGRAPHS = re.compile(r"\S+\s*|\s+"), re.compile(r"(?:[^\n]|\n(?!\n))+\n*|\n+")


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a text, and whether it stands in this text alone."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Differences:
    """Two texts as parts; `by` says whether words or paragraphs were compared, or nothing could be."""

    first: tuple[Part, ...]
    last: tuple[Part, ...]
    by: str


def between(first: str, last: str) -> Differences:
    """The differences, in time that grows with the length of the texts once they are long."""
    for by, pattern in (("words", _WORDS), ("paragraphs", _PARAGRAPHS)):
        one, other = pattern.findall(first), pattern.findall(last)
        before = _alike(one, other)
        after = _alike(one[before:][::-1], other[before:][::-1])
        middle, in_other = one[before : len(one) - after], other[before : len(other) - after]
        if len(middle) * len(in_other) <= MOST_PAIRS:
            ends = "".join(one[:before]), "".join(one[len(one) - after :])
            spans = list(_changed(middle, in_other))
            firsts = ((middle[start:end], changed) for (start, end), _, changed in spans)
            lasts = ((in_other[start:end], changed) for _, (start, end), changed in spans)
            return Differences(_joined(ends, firsts), _joined(ends, lasts), by)
    return Differences((Part(first),), (Part(last),), "nothing")


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _changed(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[tuple[int, int], tuple[int, int], bool]]:
    for tag, start, end, in_start, in_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield (start, end), (in_start, in_end), tag != "equal"


def _joined(ends: tuple[str, str], middle: Iterator[tuple[Sequence[str], bool]]) -> tuple[Part, ...]:
    parts = (Part(ends[0]), *(Part("".join(pieces), changed) for pieces, changed in middle), Part(ends[1]))
    return tuple(part for part in parts if part.text)
