"""Turns a Markdown text into the HTML of a page: Python-Markdown with parts of our own, and nh3 last.

Every block and inline part of Python-Markdown is replaced. Its own take time that grows with the square of the text,
pass HTML through, and read text in a way that could not be kept in step with what notes are anchored in.
"""

import re
import threading
from collections.abc import Iterable, Sequence
from typing import Self
from xml.etree.ElementTree import Element, ElementTree

import markdown
import nh3
from markdown.blockparser import BlockParser
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry
from markupsafe import Markup

from journal.markdown.inline import (
    EMPHASIS,
    EMPHASIS_END,
    LABEL,
    LINK,
    LINK_END,
    LONGEST_ADDRESS,
    STRONG,
    STRONG_END,
    resolve,
)
from journal.markdown.marks import Mark, insert_marks
from journal.markdown.reading import reading_text
from journal.markdown.tree import document, serialise
from journal.markdown.unicode import normalise

RENDERER_VERSION = 1
"""Counts up when the same text would give other HTML."""

_BETWEEN = "\0"
_SPLIT = "\x08"
_LONG_TEXT = re.compile(f"[^\0-\x08\n]{{{LONGEST_ADDRESS + 1}}}")
_REPLACEMENTS = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    (EMPHASIS, "<em>"),
    (EMPHASIS_END, "</em>"),
    (STRONG, "<strong>"),
    (STRONG_END, "</strong>"),
    (LINK, '<a href="'),
    (LABEL, '">'),
    (LINK_END, "</a>"),
    ("\n", "<br>"),
    (_SPLIT, "<!---->"),
)

_cleaner = nh3.Cleaner(
    tags={"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "br", "em", "strong", "a"},
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"https", "mailto"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)
_own = threading.local()


def render(text: str, marks: Sequence[Mark] = (), reading: str | None = None) -> Markup:
    """The HTML of a Markdown text, safe to put into a page as it is.

    Headings start at `h2`, below the page's title, and skip no level. Marks count in `reading_text(text)`; who has
    that already gives it as `reading`, so that the text is read once less.
    """
    html = _cleaner.clean(_convert(text))
    if marks:
        html = insert_marks(html, reading_text(text) if reading is None else reading, marks)
    return Markup(html)  # noqa: S704 - this is the one door: nh3 has cleaned it, and marks escape what they add


def _convert(text: str) -> str:
    instance = _markdown()
    try:
        return instance.convert(text)
    finally:
        instance.lines = []  # the instance lives on, and would keep what was written


def _markdown() -> "_Markdown":
    """This thread's own instance: it holds the text while it works, and is slow to make."""
    if not hasattr(_own, "markdown"):
        _own.markdown = _Markdown()
    instance: _Markdown = _own.markdown
    return instance


class _Markdown(markdown.Markdown):
    """Python-Markdown with nothing in it but the parts below."""

    lines: list[str]

    def __init__(self) -> None:
        super().__init__(output_format="html")
        self.serializer = serialise
        self.stripTopLevelTags = False

    def build_parser(self) -> Self:
        self.preprocessors = Registry()
        self.preprocessors.register(_Normalise(self), "normalise", 0)
        self.parser = _Blocks(self)
        self.inlinePatterns = Registry()
        self.treeprocessors = Registry()
        self.treeprocessors.register(_Inline(self), "inline", 0)
        self.postprocessors = Registry()
        return self


class _Normalise(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return normalise("\n".join(lines)).split("\n")


class _Blocks(BlockParser):
    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802 - the name is Python-Markdown's
        return ElementTree(document("\n".join(lines)))


class _Inline(Treeprocessor):
    def run(self, root: Element) -> None:
        elements = [element for element in root.iter() if element.text]
        words = _BETWEEN.join(resolve(element.text or "") for element in elements)
        for element, html in zip(elements, _replace(_split_long(words)).split(_BETWEEN), strict=False):
            element.text = html


def _split_long(text: str) -> str:
    """Text that nh3 writes in linear time: for every `&` and no-break space it looks through to the end of the text
    it is in. A comment, which nh3 takes out, makes that two texts; an address is too short to get one."""
    if len(text) > LONGEST_ADDRESS and ("&" in text or "\xa0" in text):
        return _LONG_TEXT.sub(rf"\g<0>{_SPLIT}", text)
    return text


def _replace(text: str) -> str:
    """Escape the words and write their markup as tags; each is a pass over the whole text, which is the fastest."""
    for character, replacement in _REPLACEMENTS:
        if character in text:
            text = text.replace(character, replacement)
    return text
