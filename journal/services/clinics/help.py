"""Help: the numbers of a country, and what the clinic answers; works without the database."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from journal.extensions import DATABASE_DOWN, db
from journal.services.clinics import clinics, help_lines
from journal.services.clinics.clinics import ClinicCard
from journal.services.clinics.help_lines import OwnLine


@dataclass(frozen=True, slots=True)
class Emergency:
    """The emergency number of a country."""

    label: str
    number: str


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A line that people answer, by call or by text."""

    name: str
    note: str
    call: str | None
    text: str | None
    keyword: str | None


@dataclass(frozen=True, slots=True)
class CountryHelp:
    """Whom to call in a country."""

    code: str
    name: str
    emergency: Emergency
    lines: tuple[HelpLine, ...]


_FALLBACK = "fallback"  # of the file
ELSEWHERE = "ZZ"  # ISO 3166-1 leaves it to its users; here a country that no numbers are known of


def for_clinic(clinic_id: UUID | None, country: str = "") -> tuple[CountryHelp, ClinicCard | None]:
    """The numbers of a country, or of the clinic's where none is named, and the clinic's card; the built-in numbers
    where neither can be had."""
    try:
        card = clinics.card(clinic_id) if clinic_id else clinics.only_card()
    except DATABASE_DOWN:
        db.session.rollback()
        card = None
    code = country or (card.country if card else "")
    return _with_own_lines(code, card), card


def countries(card: ClinicCard | None) -> tuple[CountryHelp, ...]:
    """Every country that numbers are known of, by its name; the clinic's own lines among them."""
    own = {line.country for line in help_lines.read(card.help_lines)} if card else set()
    codes = {*_countries(), *own} - {_FALLBACK}
    return tuple(sorted((_with_own_lines(code, card) for code in codes), key=lambda each: each.name))


def is_known(code: str, card: ClinicCard | None) -> bool:
    """Whether numbers are known of this country."""
    return any(each.code == code for each in countries(card))


def _with_own_lines(code: str, card: ClinicCard | None) -> CountryHelp:
    """The numbers of a country; the clinic's own lines for it stand in the place of the built-in ones."""
    country = for_country(code)
    own = help_lines.of_country(card.help_lines, code) if card else ()
    if not own:
        return country
    code = code.upper()
    return replace(
        country,
        code=code,
        name=_countries()[code].name if code in _countries() else code,
        lines=tuple(map(_own_line, own)),
    )


def _own_line(line: OwnLine) -> HelpLine:
    call, text = (line.number, None) if line.kind == help_lines.CALL else (None, line.number)
    return HelpLine(line.label, "", call, text, None)


def for_country(code: str) -> CountryHelp:
    """The numbers of a country (ISO 3166-1), or the built-in ones."""
    known = _countries()
    return known.get(code.upper(), known[_FALLBACK])


@cache
def _countries() -> dict[str, CountryHelp]:
    text = (files("journal") / "data" / "help_lines.json").read_text(encoding="utf-8")
    return {code: _country(code, stored) for code, stored in json.loads(text).items()}


def _country(code: str, stored: dict[str, Any]) -> CountryHelp:
    lines = tuple(HelpLine(**line) for line in stored["lines"])
    return CountryHelp("" if code == _FALLBACK else code, stored["name"], Emergency(**stored["emergency"]), lines)
