"""The instruments that come with the product, read once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, cast

from journal.services.measures import definition_reading
from journal.services.measures.definition import Instrument

Definitions = Mapping[tuple[str, str], Instrument]  # by id and definition_version
_FOLDER = files("journal") / "instruments"
_SCHEMA = "schema.json"


@cache
def schema() -> dict[str, Any]:
    """The schema that every definition keeps to, ours and a clinic's own."""
    return cast(dict[str, Any], json.loads((_FOLDER / _SCHEMA).read_text(encoding="utf-8")))


@cache
def definitions() -> Definitions:
    """Every definition that comes with the product."""
    names = sorted(each.name for each in _FOLDER.iterdir() if each.name.endswith(".json") and each.name != _SCHEMA)
    told = (json.loads((_FOLDER / name).read_text(encoding="utf-8")) for name in names)
    return by_version(definition_reading.instrument(each) for each in told)


def by_version(instruments: Iterable[Instrument]) -> Definitions:
    """These by their id and version."""
    return MappingProxyType({(each.id, each.definition_version): each for each in instruments})


def newest(known: Definitions) -> dict[str, Instrument]:
    """The newest definition of each, by id."""
    return {each.id: each for each in sorted(known.values(), key=_order)}


def _order(instrument: Instrument) -> tuple[str, tuple[int, ...]]:
    return instrument.id, tuple(map(int, instrument.definition_version.split(".")))
