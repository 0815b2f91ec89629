"""The six parts of a coping plan: what each asks, what was written into them, and the numbers to call in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST = 600  # Unicode code points of one part: all six and the numbers fit on one sheet
MOST_LINES = 12
_SHORT = frozenset({"111", "112", "911", "988", "999"})  # what is called with three digits
_NUMBER = re.compile(r"(?<![\w.,:/-])\+?\(?\d[\d ()/.-]*\d(?![\w:])")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_DIGITS = range(6, 16)  # E.164 knows no more; fewer are amounts, years and house numbers

Words = Mapping[str, str]


class PlanRefused(ValueError):
    """The plan cannot be saved so; the message says why, and its words are given back."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part as the form asks for it; ideas are examples, never filled in."""

    key: str
    title: str
    hint: str
    ideas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a part, or a number in it that a telephone can call."""

    text: str
    call: str = ""


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """One part with what was written into it."""

    key: str
    title: str
    text: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Its words in order, with the numbers to call apart."""
        return tuple(_pieces(self.text))


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((files("journal") / "data" / "coping_plan.json").read_text(encoding="utf-8"))
    return told


@cache
def parts() -> tuple[Part, ...]:
    """The six parts, in their order."""
    return tuple(Part(**{**each, "ideas": tuple(each["ideas"])}) for each in _told()["parts"])


@cache
def part_keys() -> tuple[str, ...]:
    """The names of the parts."""
    return tuple(part.key for part in parts())


def idea() -> str:
    """Whose idea such a plan is."""
    return str(_told()["idea"])


def written(words: Words) -> tuple[WrittenPart, ...]:
    """The parts that hold words, in their order."""
    return tuple(WrittenPart(part.key, part.title, words[part.key]) for part in parts() if words.get(part.key))


def tidy(words: Words) -> dict[str, str]:
    """The words of all parts as they are kept: without space around them, their lines ended in one way."""
    return {key: words.get(key, "").replace("\r\n", "\n").replace("\r", "\n").strip() for key in part_keys()}


def checked(words: Words) -> dict[str, str]:
    """The same, if they fit. Raises `PlanRefused`."""
    kept = tidy(words)
    for part in parts():
        text = kept[part.key]
        if len(text) > LONGEST or text.count("\n") >= MOST_LINES:
            raise PlanRefused(
                f'"{part.title}" holds {LONGEST} characters on {MOST_LINES} lines, so that the plan fits on one sheet; '
                f"this has {len(text)} on {text.count(chr(10)) + 1}. Shorten it and save again."
            )
    return kept


def both(mine: Words, theirs: Words) -> dict[str, str]:
    """Two plans in one: where a part differs, what stood there comes after what was typed here."""
    return {key: _together(mine.get(key, ""), theirs.get(key, "")) for key in part_keys()}


def _together(mine: str, theirs: str) -> str:
    return mine if theirs in mine else theirs if mine in theirs else f"{mine}\n{theirs}"


def _pieces(text: str) -> Iterator[Piece]:
    end = 0
    for found in _NUMBER.finditer(text):
        call = _callable(found.group())
        if call:
            yield Piece(text[end : found.start()])
            yield Piece(found.group(), call)
            end = found.end()
    yield Piece(text[end:])


def _callable(number: str) -> str:
    """The number as a `tel:` link wants it; nothing where this is a date, an amount or a year."""
    digits = "".join(each for each in number if each in "+0123456789")
    is_number = len(digits.lstrip("+")) in _DIGITS and not _DATE.fullmatch(number.strip())
    return digits if is_number or digits in _SHORT else ""
