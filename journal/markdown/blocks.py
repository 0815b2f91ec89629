"""Reads the lines of a text as paragraphs, headings and rules, standing in quotes and list items.

It is the Markdown people write in a diary, and nothing that may surprise there: no code blocks, no HTML, no tables,
no references. Each line is looked at once for every container it stands in, and those are capped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

MOST_CONTAINERS = 16
"""How deep things may stand in each other: 16 quotes, or 8 lists (each is two, itself and its item)."""

_ITEM = re.compile(r"(?:[-*+]|(\d{1,9})[.)]) +(?=\S)")
_SPACES = re.compile(r"[ \t]{2,}|\t")
_ITEM_INDENT = 2
_SHORTEST_RULE = 3


@dataclass(slots=True, eq=False)
class Container:
    """A quote, a list or a list item, still open or already closed.

    `column` is how far the text of an item is indented at least; `start` is the first number of an ordered list.
    """

    tag: str
    column: int = 0
    start: int = 1


class Leaf(NamedTuple):
    """A block that holds words: `p`, `h1` to `h6` as typed, or `hr` with none; outermost container first."""

    tag: str
    text: str
    inside: tuple[Container, ...]


def leaves(text: str) -> Iterator[Leaf]:
    """The blocks of a normalised text in their order, each with its inline Markdown still in it."""
    scanner = _Scanner()
    for line in text.split("\n"):
        scanner.read(line)
        if scanner.finished:
            yield from scanner.finished
            scanner.finished.clear()
    scanner.end_paragraph()
    yield from scanner.finished


class _Scanner:
    """Holds the containers and the paragraph that are open after the lines read so far."""

    def __init__(self) -> None:
        self.finished: list[Leaf] = []
        self._open: list[Container] = []
        self._lines: list[str] = []

    def read(self, line: str) -> None:
        """Take in the next line."""
        if line[:1].isalpha() and (self._lines or not self._open):
            self._lines.append(line.rstrip())  # nothing begins with a letter but text, and most lines are this
        elif not line:
            self._read_empty()
        else:
            self._read_closely(line.expandtabs(4))

    def end_paragraph(self) -> None:
        """Make a block of the lines of the open paragraph, if there is one."""
        if self._lines:
            text = "\n".join(self._lines)
            self._lines.clear()
            self._finish("p", text)

    def _read_empty(self) -> None:
        """A quote ends with an empty line that has no sign of it; a list may go on after one."""
        self.end_paragraph()
        for index, container in enumerate(self._open):
            if container.tag == "blockquote":
                del self._open[index:]
                return

    def _read_closely(self, line: str) -> None:
        depth, rest = self._open_new(*self._go_on(line))
        rest = rest.strip()
        if not rest:
            self._close(depth)
        elif self._underlined(depth, rest):
            self._finish("h1" if rest[0] == "=" else "h2", self._lines.pop())
        elif rest[0] == "#" and (heading := _heading(rest)):
            self._close(depth)
            self._finish(*heading)
        elif _is_rule(rest):
            self._close(depth)
            self._finish("hr", "")
        else:
            self._add_line(depth, rest)

    def _go_on(self, line: str) -> tuple[int, str]:
        """How many of the open containers this line goes on in, and what of the line is left."""
        for index, container in enumerate(self._open):
            words = line.lstrip(" ")
            if container.tag == "blockquote":
                if not words.startswith(">"):
                    return index, line
                line = words[1:].removeprefix(" ")
            elif container.tag == "li" and words:
                if len(line) - len(words) < container.column:
                    return index - 1, line  # its list may still go on with another item
                line = line[container.column :]
        return len(self._open), line

    def _open_new(self, depth: int, line: str) -> tuple[int, str]:
        """Open the quotes and items that begin in this line; how many containers it stands in, and the rest."""
        while True:
            words = line.lstrip(" ")
            if words.startswith(">") and depth < MOST_CONTAINERS:
                self._close(depth)
                self._open.append(Container("blockquote"))
                line = words[1:].removeprefix(" ")
            elif (item := _ITEM.match(words)) and not _is_rule(words) and self._may_begin(depth, item):
                self._open_item(depth, item, len(line) - len(words))
                line = words[item.end() :]
            else:
                return depth, words
            depth = len(self._open)

    def _goes_on_as(self, depth: int, tag: str) -> bool:
        return depth < len(self._open) and self._open[depth].tag == tag

    def _may_begin(self, depth: int, item: re.Match[str]) -> bool:
        """A year at the start of a line is no list: inside a paragraph only `1.` begins one."""
        if self._goes_on_as(depth, _list_tag(item)):
            return True
        inside_paragraph = self._lines and depth == len(self._open)
        return depth + 2 <= MOST_CONTAINERS and (not inside_paragraph or int(item[1] or 1) == 1)

    def _open_item(self, depth: int, item: re.Match[str], indent: int) -> None:
        tag = _list_tag(item)
        if self._goes_on_as(depth, tag):
            self._close(depth + 1)
        else:
            self._close(depth)
            self._open.append(Container(tag, start=int(item[1] or 1)))
        self._open.append(Container("li", column=indent + _ITEM_INDENT))

    def _underlined(self, depth: int, rest: str) -> bool:
        """Whether this line is the underline of the one line above it."""
        return (
            len(self._lines) == 1
            and depth == len(self._open)
            and len(rest) >= _SHORTEST_RULE
            and not (rest.strip("=") and rest.strip("-"))
        )

    def _add_line(self, depth: int, line: str) -> None:
        if not self._lines:
            self._close(depth)
        self._lines.append(line)

    def _close(self, depth: int) -> None:
        self.end_paragraph()
        del self._open[depth:]

    def _finish(self, tag: str, text: str) -> None:
        if "  " in text or "\t" in text:
            text = _SPACES.sub(" ", text)
        self.finished.append(Leaf(tag, text, tuple(self._open)))


def _list_tag(item: re.Match[str]) -> str:
    return "ol" if item[1] else "ul"


def _heading(line: str) -> tuple[str, str] | None:
    """The tag and text of a line like `## Text ##`; a line of nothing but `#` is text."""
    level = len(line) - len(line.lstrip("#"))
    if not 1 <= level <= 6 or line[level : level + 1] != " ":
        return None
    text = line[level:].strip()
    before = text.rstrip("#")
    if not before or before.endswith(" "):
        text = before.rstrip()
    return (f"h{level}", text) if text else None


def _is_rule(line: str) -> bool:
    """Whether the line is three or more of `-`, `*` or `_`, with or without spaces."""
    sign = line[:1]
    return sign in ("-", "*", "_") and not line.strip(sign + " ") and line.count(sign) >= _SHORTEST_RULE
