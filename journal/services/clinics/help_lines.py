"""A clinic's own help lines: whom to call or text in a country, kept as JSON in the clinic's row."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

CALL, TEXT = "call", "text"
MOST = 20


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One line of the clinic's own: who answers, the number, whether to call or to text, and the country."""

    label: str
    number: str
    kind: str
    country: str


def read(stored: str) -> tuple[OwnLine, ...]:
    """The lines as they are kept; none where they cannot be read, so that help always shows some."""
    try:
        lines = tuple(OwnLine(**line) for line in json.loads(stored))
    except (ValueError, TypeError):
        return ()
    return tuple(line for line in lines if line.label and line.number and line.kind in (CALL, TEXT))


def of_country(stored: str, country: str) -> tuple[OwnLine, ...]:
    """Those of one country (ISO 3166-1)."""
    return tuple(line for line in read(stored) if line.country == country.upper())


def written(lines: Iterable[OwnLine]) -> str:
    """The lines as they are kept."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False)
