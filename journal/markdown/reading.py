"""The words of a text without its markup: what notes are anchored in, lists show and searches look through.

This is independent of the HTML: it needs neither Markdown nor nh3, and stays as it is when the page changes.
A version says how positions count; a text anchored under one version is read under that version for ever.
"""

import re

from journal.markdown.blocks import leaves
from journal.markdown.inline import plain, resolve
from journal.markdown.unicode import extends_cluster, normalise

READING_TEXT_VERSION = 1
"""The version that new anchors are made under."""

_BETWEEN_BLOCKS = "\n\n"
_ELLIPSIS = "…"
_ZERO_WIDTH_JOINER = "\u200d"
_WORD = re.compile(r"\w[^\s—–…]*")


def reading_text(text: str, version: int = READING_TEXT_VERSION) -> str:
    """The words of a Markdown text in NFC, blocks joined by an empty line, a line break inside one as LF.

    Positions in it count Unicode code points. Raises ValueError for a version that was never used.
    """
    if version != READING_TEXT_VERSION:
        raise ValueError(f"no reading text of version {version}")
    return plain(_BETWEEN_BLOCKS.join(resolve(leaf.text) for leaf in leaves(normalise(text)) if leaf.text))


def excerpt(text: str, length: int = 160) -> str:
    """The beginning of a text on one line, at most `length` code points, cut after a word with an ellipsis."""
    words: list[str] = []
    size = -1
    for leaf in leaves(normalise(text)):
        found = plain(resolve(leaf.text)).split()
        words += found
        size += sum(map(len, found)) + len(found)
        if size > length:
            return _cut(" ".join(words), length)
    return " ".join(words)


def count_words(text: str) -> int:
    """How many words there are, as a person would count them: signs alone are none."""
    return sum(1 for _ in _WORD.finditer(reading_text(text)))


def _cut(line: str, length: int) -> str:
    if length < 1:
        return ""
    end = line.rfind(" ", 0, length)
    if end < 1:
        end = _before_cluster(line, length - 1)
    return line[:end].rstrip(" .,;:–—-") + _ELLIPSIS


def _before_cluster(line: str, end: int) -> int:
    """The last place up to `end` that is between two characters as a person sees them."""
    place = end
    while place > 0 and (extends_cluster(line[place]) or line[place - 1] == _ZERO_WIDTH_JOINER):
        place -= 1
    return place or end
