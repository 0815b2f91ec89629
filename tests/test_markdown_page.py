"""Reads rendered HTML the way the script on the page does; the other tests of Markdown look through this."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

import pytest

BLOCKS = {"p", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "ul", "ol", "hr"}
EMPTY = {"br", "hr"}


class Tag(NamedTuple):
    """A start tag: its name, its attributes and the tags it stands in."""

    name: str
    attributes: dict[str, str]
    inside: tuple[str, ...]


class ReadPage(HTMLParser):
    """The tags, the text by blocks, and the words under each mark."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []
        self.pieces: list[tuple[str, tuple[Tag, ...]]] = []
        self._open: list[Tag] = []
        self._blocks: list[str] = [""]
        self.feed(str(html))  # a plain text: Markup would escape its own slices
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}, tuple(t.name for t in self._open)))
        if tag == "br":
            self._blocks[-1] += "\n"
        if tag in BLOCKS:
            self._blocks.append("")
        if tag not in EMPTY:
            self._open.append(self.tags[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag, f"</{tag}> closes something else"
        if tag in BLOCKS:
            self._blocks.append("")

    def handle_data(self, data: str) -> None:
        self._blocks[-1] += data
        self.pieces.append((data, tuple(self._open)))

    @property
    def text(self) -> str:
        """The text with blocks joined by an empty line."""
        return "\n\n".join(block for block in self._blocks if block)

    def words_under(self, name: str, attribute: str, value: str) -> str:
        """The text in elements of this name with this value of the attribute."""
        return "".join(
            text
            for text, inside in self.pieces
            if any(t.name == name and t.attributes.get(attribute) == value for t in inside)
        )


def test_blocks_and_line_breaks_are_read_as_the_script_reads_them() -> None:
    page = ReadPage("<p>a<br>b <em>c</em></p><ul><li>d<ul><li>e</li></ul></li></ul><hr><h2>&lt;f&gt;</h2>")
    assert page.text == "a\nb c\n\nd\n\ne\n\n<f>"


@pytest.mark.parametrize("html", ["<p><em>a</p></em>", "<p>a"])
def test_badly_nested_tags_are_noticed(html: str) -> None:
    with pytest.raises(AssertionError):
        ReadPage(html)
