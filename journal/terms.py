"""What somebody looks for: words, and phrases in quotes, folded as the texts are in which they are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from journal.markdown import fold

LONGEST = 500  # Unicode code points that may be typed
MOST = 12  # words and phrases at once
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')


class QueryRefused(ValueError):
    """This cannot be looked for as it is; the message says why, and what was typed is given back."""


@dataclass(frozen=True)
class Term:
    """Folded words that follow each other, with any white space between; nearly always one. Parts of words count."""

    words: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the term in a folded text. Every character of it stands for itself alone."""
        return re.compile(r"\s+".join(map(re.escape, self.words)))

    def is_in(self, folded: str) -> bool:
        """Whether the term stands in a folded text."""
        if len(self.words) == 1:
            return self.words[0] in folded
        return self.pattern.search(folded) is not None


def parse(typed: str) -> tuple[Term, ...]:
    """The terms that were typed, each once; none for spaces alone. Raises `QueryRefused` for too much."""
    if len(typed) > LONGEST:
        raise QueryRefused(f"Use {LONGEST} characters or fewer. What you typed is still here; shorten it.")
    found = [quoted or word for quoted, word in _TERM.findall(typed.translate(_QUOTES))]
    terms = dict.fromkeys(Term(words) for each in found if (words := tuple(fold(each).split())))
    if len(terms) > MOST:
        raise QueryRefused(f"Use {MOST} words or fewer, or put some of them in quotes as one phrase.")
    return tuple(terms)


def every_word(terms: Iterable[Term]) -> tuple[str, ...]:
    """All words of all terms, the longest first: what a text lacks is found out soonest by the rarest."""
    return tuple(sorted({word for term in terms for word in term.words}, key=len, reverse=True))
