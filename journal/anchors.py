"""Ties a note to the words it is about, and finds those words again after the text was edited.

An anchor is two selectors of the W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/#selectors):
the quoted words with what stands around them, and their position in code points of the reading text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any, NamedTuple, Self

from journal.markdown.reading import READING_TEXT_VERSION
from journal.markdown.unicode import normalise

CONTEXT = 32
"""How many code points before and after the words are kept to tell them from the same words elsewhere."""

_MOST_CANDIDATES = 1024
_SPEAKS_FOR_ITSELF = 16
_LEAST_CONTEXT = 4
_SPACES = re.compile(r"\s+")
_LONG_SPACES = re.compile(r"\s{2,}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of a reading text: what they are, what stands around them, where they were, and how that counts."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    reading_text_version: int = READING_TEXT_VERSION

    def to_json(self) -> dict[str, object]:
        """The anchor as the `selector` of a W3C annotation's target, beside the version positions count in."""
        quote = {"type": "TextQuoteSelector", "exact": self.exact, "prefix": self.prefix, "suffix": self.suffix}
        position = {"type": "TextPositionSelector", "start": self.start, "end": self.end}
        return {"selector": [quote, position], "reading_text": self.reading_text_version}

    @classmethod
    def from_json(cls, stored: object) -> Self:
        """The anchor that `to_json` gave. Raises ValueError for anything else, whatever it is."""
        outer = _fields(stored, {"selector": list, "reading_text": int})
        selectors = outer["selector"]
        if len(selectors) != 2:
            raise ValueError("an anchor has two selectors")
        quote = _fields(selectors[0], {"type": str, "exact": str, "prefix": str, "suffix": str})
        position = _fields(selectors[1], {"type": str, "start": int, "end": int})
        if (quote.pop("type"), position.pop("type")) != ("TextQuoteSelector", "TextPositionSelector"):
            raise ValueError("an anchor has a quote and a position")
        anchor = cls(**quote, **position, reading_text_version=outer["reading_text"])
        anchor.check()
        return anchor

    def check(self) -> None:
        """Raise ValueError if the parts of the anchor cannot belong together."""
        if self.reading_text_version != READING_TEXT_VERSION:
            raise ValueError("the positions of an anchor count in another version")
        if not self.exact.strip() or self.start < 0 or self.end - self.start != len(self.exact):
            raise ValueError("the position of an anchor is as long as its words")
        if max(len(self.prefix), len(self.suffix)) > CONTEXT:
            raise ValueError("what stands around the words of an anchor is too long")


def make(reading: str, exact: str, start: int | None = None, prefix: str = "", suffix: str = "") -> Anchor | None:
    """The anchor of words quoted from a reading text, or None where they do not stand in it.

    The position wins where these very words stand there; otherwise the place whose surroundings agree best, and the
    nearest of those. A space in the quote fits any white space in the text, so typed words match across a line end.
    """
    typed = normalise(exact)
    quoted = typed.strip()
    if not quoted:
        return None
    leading, _, trailing = typed.partition(quoted)
    place = -1 if start is None else start + len(leading)
    if _stands_at(reading, quoted, place):
        return _anchor(reading, place, place + len(quoted))
    search = _Search(reading, quoted, normalise(prefix) + leading, trailing + normalise(suffix))
    best = search.best(start or 0)
    return _anchor(reading, best.start, best.end) if best else None


def find(reading: str, anchor: Anchor) -> tuple[int, int] | None:
    """Where the words of an anchor stand in a reading text, as start and end, or None if they were edited away.

    The same words at the same position are taken as they are. Elsewhere a short quote counts only with something of
    what stood around it, because a single word is found again in many places it was never about.
    """
    if _stands_at(reading, anchor.exact, anchor.start):
        return anchor.start, anchor.end
    search = _Search(reading, anchor.exact, anchor.prefix, anchor.suffix)
    best = search.best(anchor.start)
    needed = 0 if len(anchor.exact) >= _SPEAKS_FOR_ITSELF else min(_LEAST_CONTEXT, search.most_context)
    return (best.start, best.end) if best and best.context >= needed else None


def _stands_at(reading: str, words: str, start: int) -> bool:
    return start >= 0 and reading.startswith(words, start)


def _anchor(reading: str, start: int, end: int) -> Anchor:
    prefix = reading[max(0, start - CONTEXT) : start]
    return Anchor(reading[start:end], prefix, reading[end : end + CONTEXT], start, end)


def _fields(stored: object, kinds: dict[str, type]) -> dict[str, Any]:
    """The fields of a JSON object that has these and no others."""
    if not isinstance(stored, dict) or stored.keys() != kinds.keys():
        raise ValueError("an anchor has other fields")
    for name, kind in kinds.items():
        if type(stored[name]) is not kind:  # a bool would pass for an int
            raise ValueError(f"the {name} of an anchor is of another kind")
    return dict(stored)


class _Found(NamedTuple):
    """A place of the words; `context` is how many code points around them agree with those of the quote."""

    context: int
    start: int
    end: int


class _Search:
    """Looks for a quote in a text in which each run of white space is one space."""

    def __init__(self, reading: str, exact: str, prefix: str, suffix: str) -> None:
        self._reading = reading
        self._text = _SPACES.sub(" ", reading)
        self._backwards = self._text[::-1]
        self._exact = _SPACES.sub(" ", exact).strip()
        self._prefix = _SPACES.sub(" ", prefix)[-CONTEXT:]
        self._suffix = _SPACES.sub(" ", suffix)[:CONTEXT]
        self._spaces, self._removed = _shortened(reading)
        self.most_context = len(self._prefix) + len(self._suffix)

    def best(self, near: int) -> _Found | None:
        """The place that agrees best with what stood around the words; of several, the one nearest to `near`."""
        near = len(_SPACES.sub(" ", self._reading[: max(0, near)]))
        before = len(self._prefix)
        whole = f"{self._prefix}{self._exact}{self._suffix}"
        places = [place + before for place in islice(self._around(whole, near - before), 2)]
        places = places or list(islice(self._around(self._exact, near), _MOST_CANDIDATES))
        found = [_Found(self._agreement(place), place, place + len(self._exact)) for place in places]
        if not found:
            return None
        best = max(found, key=lambda found: (found.context, -abs(found.start - near)))
        return best._replace(start=self._original(best.start), end=self._original(best.end - 1) + 1)

    def _around(self, words: str, near: int) -> Iterator[int]:
        """The places of these words, from `near` outwards. They do not overlap, or there could be too many."""
        near = min(max(0, near), len(self._text))
        after = self._text.find(words, near)
        before = self._find_before(words, near + len(words) - 1)
        while after >= 0 or before >= 0:
            if before < 0 or 0 <= after - near <= near - before:
                yield after
                after = self._text.find(words, after + len(words))
            else:
                yield before
                before = self._find_before(words, before)

    def _find_before(self, words: str, end: int) -> int:
        """The last place of these words that ends at `end` or before, or -1. Searching from the right with `rfind`
        takes time that grows with the length of both; `find` in the reversed text does not."""
        place = self._backwards.find(words[::-1], max(0, len(self._text) - end))
        return len(self._text) - place - len(words) if place >= 0 else -1

    def _agreement(self, place: int) -> int:
        """How many code points directly before and after the words are those that stood around the quote."""
        end = place + len(self._exact)
        before = self._text[max(0, place - CONTEXT) : place]
        return _in_common(before[::-1], self._prefix[::-1]) + _in_common(self._text[end : end + CONTEXT], self._suffix)

    def _original(self, place: int) -> int:
        """The position in the reading text of a character that is no white space."""
        shortened = bisect_left(self._spaces, place)
        return place + (self._removed[shortened - 1] if shortened else 0)


def _shortened(reading: str) -> tuple[list[int], list[int]]:
    """Where in the shortened text a space stands for several, and how much has been taken out up to there."""
    runs = list(_LONG_SPACES.finditer(reading))
    removed = list(accumulate(len(run[0]) - 1 for run in runs))
    return [run.start() - before for run, before in zip(runs, [0, *removed], strict=False)], removed


def _in_common(one: str, other: str) -> int:
    """How many code points two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((length for length, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))
