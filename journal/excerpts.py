"""Cuts what was found out of a text: a few fragments, with the words marked as they stand in the original."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from journal.markdown.unicode import extends_cluster, fold, normalise
from journal.terms import Term

MOST_FRAGMENTS = 3
_BEFORE, _AFTER, _BEGINNING = 70, 130, 180  # code points around what was found, and of a text where nothing was
_SPACE = re.compile(r"\s")
_ELLIPSIS = "…"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text, and whether it is what was looked for."""

    text: str
    is_found: bool = False


Fragment = tuple[Piece, ...]


def fragments(text: str, terms: Sequence[Term]) -> tuple[Fragment, ...]:
    """Where the terms stand first, with what stands around them; the beginning of the text where none does."""
    folded = _Folded(text)
    first = [span for term in terms if (span := next(folded.spans(term), None))]
    windows = _apart(sorted((max(0, start - _BEFORE), end + _AFTER) for start, end in first))
    windows = windows[:MOST_FRAGMENTS] or [(0, _BEGINNING)]
    return tuple(_fragment(folded, terms, _between_words(folded.text, window, first)) for window in windows)


def marked(text: str, terms: Sequence[Term]) -> Fragment:
    """A whole short text, such as a title, with the terms marked."""
    folded = _Folded(text)
    return tuple(_pieces(folded, terms, (0, len(folded.text))))


class _Folded:
    """A text and its folded form, which may be longer or shorter, and the way back from the one to the other."""

    def __init__(self, text: str) -> None:
        self.text = normalise(text)
        self._ends: list[int] | None = None  # where the folded form of each character ends; as it is for ASCII
        self.folded = self.text.lower()
        if not self.text.isascii():
            each = [_folded(character) for character in self.text]
            self.folded, self._ends = "".join(each), [*accumulate(map(len, each))]

    def spans(self, term: Term, within: Span | None = None) -> Iterator[Span]:
        """Where a term stands in the text, or in a part of it: whole characters with all that is drawn on them."""
        start, end = within or (0, len(self.text))
        reached = 0  # where the last one ended: thousands of marks in a row are walked through once, not once for each
        for found in term.pattern.finditer(self.folded, self._to_folded(start), self._to_folded(end)):
            reached = self._past_cluster(max(reached, self._character(found.end() - 1) + 1))
            yield self._character(found.start()), reached

    def _to_folded(self, place: int) -> int:
        place = min(place, len(self.text))
        return place if self._ends is None or place == 0 else self._ends[place - 1]

    def _character(self, place: int) -> int:
        """The character of the text that a place of the folded form came from."""
        return place if self._ends is None else bisect_right(self._ends, place)

    def _past_cluster(self, end: int) -> int:
        while end < len(self.text) and extends_cluster(self.text[end]):
            end += 1
        return end


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    return fold(character)


def _apart(windows: Sequence[Span]) -> list[Span]:
    """The windows in order, with those joined that touch."""
    apart: list[Span] = []
    for start, end in windows:
        if apart and start <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart


def _between_words(text: str, window: Span, keep: Sequence[Span]) -> Span:
    """The window made smaller so that it cuts no word, nor a character from its marks; what is found stays."""
    start, end = window[0], min(window[1], len(text))
    inside = [span for span in keep if start <= span[0] < end]
    first = min((span[0] for span in inside), default=end)
    last = max((span[1] for span in inside), default=start)
    if start:
        space = _SPACE.search(text, start, first)
        start = space.end() if space else _cluster_start(text, start, first)
    if end < len(text):
        spaces = [found.start() for found in _SPACE.finditer(text, last, end)]
        end = spaces[-1] if spaces else _cluster_start(text, end, len(text))
    return start, max(end, last)


def _cluster_start(text: str, place: int, end: int) -> int:
    while place < end and (extends_cluster(text[place]) or text[place - 1] == "\u200d"):
        place += 1
    return place


def _fragment(folded: _Folded, terms: Sequence[Term], window: Span) -> Fragment:
    start, end = window
    before, after = start > 0, end < len(folded.text)
    pieces = _pieces(folded, terms, window)
    return (*[Piece(_ELLIPSIS)] * before, *pieces, *[Piece(_ELLIPSIS)] * after)


def _pieces(folded: _Folded, terms: Sequence[Term], window: Span) -> Iterator[Piece]:
    """The text of a window, cut where what was found begins and ends."""
    found = _apart(sorted(span for term in terms for span in folded.spans(term, window)))
    cuts = sorted({window[0], window[1], *(min(place, window[1]) for span in found for place in span)})
    starts = {start for start, _ in found}
    for start, end in pairwise(cuts):
        yield Piece(folded.text[start:end], start in starts)
