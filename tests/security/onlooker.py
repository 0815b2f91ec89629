"""Looks on while sealed values are opened: which ones, bound to what, and what stood in them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from journal.crypto import sealing
from tests.support.server import ROOT

TIME = re.compile(r"\d{4}-\d\d-\d\d").match  # many things happen at one time
SHORTEST = 12  # characters: shorter words stand on many pages by themselves
OFFERED = (ROOT / "journal/data/evaluation.json").read_text(encoding="utf-8")  # such as the names of red flags


@dataclass
class Onlooker:
    """What was opened since it was last asked to forget."""

    opened: list[tuple[bytes, bytes]] = field(default_factory=list)  # the sealed value, and what it was bound to
    words: dict[bytes, frozenset[str]] = field(default_factory=dict)  # by sealed value, also of what was forgotten

    def note(self, sealed: bytes, bound_to: bytes, plaintext: bytes) -> None:
        self.opened.append((sealed, bound_to))
        self.words.setdefault(sealed, frozenset(_words(plaintext)))

    def forget(self) -> None:
        """Begins anew; what stood in which value stays known."""
        self.opened.clear()

    def values(self) -> set[bytes]:
        """The sealed values that were opened."""
        return {sealed for sealed, _ in self.opened}

    def opened_there(self, value: bytes, row: bytes, column: str) -> bool:
        """Whether this value was opened as if it belonged to that row and column."""
        name = column.encode()
        return any(sealed == value and row in place and name in place for sealed, place in self.opened)


def _words(plaintext: bytes) -> Iterator[str]:
    try:
        yield from _strings(json.loads(plaintext))
    except ValueError:  # a key, or a name that is no record
        yield from _strings(plaintext.decode("utf-8", "replace"))


def _is_somebodys(words: str) -> bool:
    return len(words) >= SHORTEST and not TIME(words) and words not in OFFERED


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield from filter(_is_somebodys, map(str.strip, value.splitlines()))
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)


@contextmanager
def looking_on() -> Iterator[Onlooker]:
    """Lets an onlooker see every value that opens; nothing opens that would not, and nothing is kept from opening."""
    onlooker, real = Onlooker(), sealing.unseal

    def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
        plaintext = real(key, sealed, bound_to)
        onlooker.note(bytes(sealed), bound_to, plaintext)
        return plaintext

    _in_every_module(real, unseal)
    try:
        yield onlooker
    finally:
        _in_every_module(unseal, real)


def _in_every_module(one: Callable[..., bytes], other: Callable[..., bytes]) -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("journal.crypto") and getattr(module, "unseal", None) is one:
            setattr(module, "unseal", other)  # noqa: B010 - a module's name is set from outside
