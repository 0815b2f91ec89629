"""Sentences and what they rest on: every one that states a fact names its sources, which are numbered as they come."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

CHECKED = {
    "page": "read in the source itself",
    "abstract": "read in the abstract",
    "summary": "read in somebody else's summary",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One source: who found it, where it was printed, in whom, compared with what, and what was read of it."""

    authors: str
    year: int
    journal: str
    who: str
    compared: str
    checked: str

    @property
    def how_checked(self) -> str:
        """What was read of it, in words."""
        return CHECKED[self.checked]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, with the numbers of its sources; without one it states no fact."""

    says: str
    numbers: tuple[int, ...] = ()


class Numbering:
    """Gives sources their numbers, in the order in which sentences name them."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def sentence(self, told: Mapping[str, Any]) -> Sentence:
        """A sentence of a data file. Raises `KeyError` for a source there is not."""
        return Sentence(told["says"], tuple(self._number(name) for name in told.get("from", ())))

    def sentences(self, told: Iterable[Mapping[str, Any]]) -> tuple[Sentence, ...]:
        """Some of them, in their order."""
        return tuple(self.sentence(each) for each in told)

    def _number(self, name: str) -> int:
        sources()[name]
        if name not in self._names:
            self._names.append(name)
        return self._names.index(name) + 1

    def listed(self) -> tuple[Source, ...]:
        """The sources that were named, by their numbers."""
        return tuple(sources()[name] for name in self._names)


@cache
def data(name: str) -> dict[str, Any]:
    """A data file of the cards."""
    return tomllib.loads((files("journal") / "data" / "learn" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def sources() -> dict[str, Source]:
    """Every source, by its name."""
    return {name: Source(**told) for name, told in data("sources").items()}
