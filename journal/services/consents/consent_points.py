"""The text on treatment as separate points: each heading of its second level is one, asked about on its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from journal.services.learn.sentences import Numbering, Source

TOUCH, SOURCES = "touch", "sources"  # headings that are no point to agree to: a choice, and what the text rests on
TOUCHES = {
    "none": "No touch at all",
    "hand": "A hand on my hand or shoulder, when I ask for it",
    "words": "As I say in my words below",
}
_HEADING = re.compile(r"^## +([^ \n].*)$", re.MULTILINE)  # its end is cut off apart: every line is read through once


@dataclass(frozen=True, slots=True)
class PointText:
    """One point of a version: where it stands, its heading and its words; touch is chosen and not agreed to."""

    key: str
    title: str
    body: str
    is_touch: bool


@dataclass(frozen=True, slots=True)
class PointsText:
    """A version taken apart: what stands before the points, the points, and the sources."""

    opening: str
    points: tuple[PointText, ...]
    sources: str

    @property
    def asked(self) -> tuple[str, ...]:
        """The keys of the points that are agreed to one by one."""
        return tuple(point.key for point in self.points if not point.is_touch)

    @property
    def has_touch(self) -> bool:
        """Whether touch is asked about."""
        return any(point.is_touch for point in self.points)


def parse(body: str) -> PointsText:
    """Takes a version apart; a published one never changes, so a point is known by its place."""
    opening, *rest = _HEADING.split(body)
    found = list(zip(map(_title, rest[::2]), rest[1::2], strict=True))
    points = tuple(
        PointText(f"p{place}", title, words.strip(), title.casefold() == TOUCH)
        for place, (title, words) in enumerate(found, 1)
        if title.casefold() != SOURCES
    )
    sources = next((words for title, words in found if title.casefold() == SOURCES), "")
    return PointsText(opening.strip(), points, sources.strip())


def _title(heading: str) -> str:
    """A heading without the hashes that may close it."""
    return heading.rstrip("#").rstrip(" ") or heading


def fault(body: str) -> str:
    """What keeps a text from being put to patients point by point, in words; empty where nothing does."""
    points = parse(body).points
    if not [point for point in points if not point.is_touch]:
        return "Give the text its points: a line that begins with ## is the heading of one, asked about on its own."
    if sum(point.is_touch for point in points) != 1:
        return "Keep one point with the heading ## Touch: patients choose there what they want."
    if any(not point.body for point in points):
        return "One of the points has a heading and no words."
    return ""


@cache
def default() -> tuple[str, str]:
    """Title and body of the text on treatment a clinic begins with; its facts are numbered by their sources."""
    told = tomllib.loads((files("journal") / "data" / "consents" / "treatment.toml").read_text(encoding="utf-8"))
    return told["title"], "\n\n".join(_blocks(told))


def _blocks(told: Mapping[str, Any]) -> Iterator[str]:
    numbering = Numbering()
    yield _paragraph(numbering, told["opening"])
    for point in told["points"]:
        yield f"## {point['title']}"
        yield _paragraph(numbering, point["sentences"])
    yield "## Sources"
    yield "\n".join(f"{number}. {_cited(source)}" for number, source in enumerate(numbering.listed(), 1))


def _paragraph(numbering: Numbering, told: Iterable[Mapping[str, Any]]) -> str:
    said = numbering.sentences(told)
    return " ".join(f"{each.says}{''.join(f' ({number})' for number in each.numbers)}" for each in said)


def _cited(source: Source) -> str:
    told = f"{source.who[:1].upper()}{source.who[1:]}, {source.compared}"
    return f"{source.authors}, {source.year}, {source.journal}. {told}. {source.how_checked.capitalize()}."
