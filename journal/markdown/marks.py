"""Wraps the words that notes are about, in HTML that is already safe, so that the page shows them without a script."""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from markupsafe import escape

_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that a note is about: from `start` up to `end`, in code points of the reading text.

    `id` is the id of the note; `kind` is `note` (the therapist's), `bring` (the patient's) or `insight`, becomes the
    class, and with the id the place that the mark leads to.
    """

    id: str
    start: int
    end: int
    kind: str = "note"


class _Stretch(NamedTuple):
    """Words that the same marks lie on; `owner` is the one whose link they carry."""

    start: int
    end: int
    marks: list[Mark]
    owner: Mark | None = None


def insert_marks(safe: str, reading: str, marks: Sequence[Mark]) -> str:
    """The safe HTML with its marked words in `<mark>` elements, each with a link to its note.

    The text of the HTML is the reading text but for the line ends. If it ever is not, it is given back unmarked:
    words without marks are better than marks on other words.
    """
    painter = _Painter(reading, marks)
    parts: list[str] = []
    position = 0
    linked = False
    for index, part in enumerate(_TAG.split(safe)):
        if index % 2:
            linked = part.startswith("<a ") or (linked and part != "</a>")
            parts.append(part)
        elif part:
            words = html.unescape(part)
            while reading.startswith("\n", position):
                position += 1
            if not reading.startswith(words, position):
                return safe
            end = position + len(words)
            parts += painter.paint(position, end, linked=linked) if painter.touches(position, end) else [part]
            position = end
    return "".join(parts)


class _Painter:
    """Walks through the reading text once and remembers which marks have begun and which have their link."""

    def __init__(self, reading: str, marks: Iterable[Mark]) -> None:
        self._reading = reading
        wanted = (mark for mark in marks if 0 <= mark.start < mark.end <= len(reading))
        self._coming = sorted(wanted, key=lambda mark: (mark.start, -mark.end, mark.id), reverse=True)
        self._edges = sorted({edge for mark in self._coming for edge in (mark.start, mark.end)})
        # where many marks overlap nearly every one is opened again and again
        self._again = {mark.kind: f'<mark class="{escape(mark.kind)}">' for mark in self._coming}
        self._active: list[Mark] = []
        self._begun: set[str] = set()
        self._linked: set[str] = set()

    def touches(self, start: int, end: int) -> bool:
        """Whether a mark may lie on these words."""
        return bool(self._marks_on(start)) or (bool(self._coming) and self._coming[-1].start < end)

    def paint(self, start: int, end: int, *, linked: bool) -> list[str]:
        """The HTML of these words. Inside a link of the writer's own they are marked but carry no second link."""
        edges = self._edges[bisect_right(self._edges, start) : bisect_left(self._edges, end)]
        parts: list[str] = []
        for first, last in zip([start, *edges], [*edges, end], strict=True):
            stretch = _Stretch(first, last, self._marks_on(first))
            shares = [stretch] if linked else self._share(stretch)
            parts += map(self._write, shares)
        return parts

    def _marks_on(self, position: int) -> list[Mark]:
        """The marks that lie on this position, those that reach furthest outside."""
        while self._coming and self._coming[-1].start <= position:
            self._active.append(self._coming.pop())
        self._active = [mark for mark in self._active if mark.end > position]
        return self._active

    def _share(self, stretch: _Stretch) -> list[_Stretch]:
        """Give the words to the mark that needs a link most; where several end without one, each gets its part."""
        if not stretch.marks or self._reading[stretch.start : stretch.end].isspace():
            return [stretch]
        last_chance = [m for m in stretch.marks if m.id not in self._linked and m.end <= stretch.end]
        if len(last_chance) < 2:
            owner = min(stretch.marks, key=lambda mark: (mark.id in self._linked, mark.end, -mark.start))
            return [_Stretch(stretch.start, stretch.end, stretch.marks, owner)]
        cuts = self._cuts(stretch, len(last_chance))
        return [
            _Stretch(start, end, stretch.marks, owner)
            for (start, end), owner in zip(pairwise(cuts), last_chance, strict=True)
            if start < end
        ]

    def _cuts(self, stretch: _Stretch, count: int) -> list[int]:
        """Places that part the words among so many, after a space where there is one."""
        size = stretch.end - stretch.start
        even = [stretch.start + size * part // count for part in range(count + 1)]
        spaces = [self._reading.find(" ", cut, after) + 1 for cut, after in pairwise(even[1:])]
        moved = [space or cut for space, cut in zip(spaces, even[1:], strict=False)]
        return [stretch.start, *moved, stretch.end]

    def _write(self, stretch: _Stretch) -> str:
        words = str(escape(self._reading[stretch.start : stretch.end]))
        if stretch.owner:
            words = f"<a {self._link(stretch.owner)}>{words}</a>"
        opening = "".join(self._open(mark) for mark in stretch.marks)
        return f"{opening}{words}{'</mark>' * len(stretch.marks)}"

    def _open(self, mark: Mark) -> str:
        if mark.id in self._begun:
            return self._again[mark.kind]
        self._begun.add(mark.id)
        return f'<mark class="{escape(mark.kind)}" id="mark-{escape(mark.id)}">'

    def _link(self, mark: Mark) -> str:
        """The link to the note, a stop for the keyboard once: words across a line break are still one mark."""
        again = ' tabindex="-1"' if mark.id in self._linked else ""
        self._linked.add(mark.id)
        return f'href="#{escape(mark.kind)}-{escape(mark.id)}" role="doc-noteref"{again}'
