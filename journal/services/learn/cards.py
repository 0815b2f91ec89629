"""Learning cards: what is known about a treatment, with its size and its limits, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from journal.permissions import NotAllowed
from journal.services.learn.sentences import Numbering, Sentence, Source, data


@dataclass(frozen=True, slots=True)
class Card:
    """One card: a few paragraphs, what is not known, and the sources."""

    name: str
    title: str
    summary: str
    paragraphs: tuple[tuple[Sentence, ...], ...]
    unknown: tuple[Sentence, ...]
    sources: tuple[Source, ...]


@cache
def cards() -> dict[str, Card]:
    """Every card by its name, in their order."""
    return {told["name"]: _card(told) for told in data("cards")["cards"]}


def card(name: str) -> Card:
    """One card. Raises `NotAllowed` where there is none of that name."""
    found = cards().get(name)
    if found is None:
        raise NotAllowed
    return found


def _card(told: dict[str, Any]) -> Card:
    numbering = Numbering()
    paragraphs = tuple(numbering.sentences(each) for each in told["paragraphs"])
    unknown = numbering.sentences(told["unknown"])
    return Card(told["name"], told["title"], told["summary"], paragraphs, unknown, numbering.listed())
