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

    emergency: Emergency
    lines: tuple[HelpLine, ...]


def for_clinic(clinic_id: UUID | None) -> tuple[CountryHelp, ClinicCard | None]:
    """The numbers for a clinic's country and its card; the built-in numbers where neither can be had."""
    try:
        card = clinics.card(clinic_id) if clinic_id else clinics.only_card()
    except DATABASE_DOWN:
        db.session.rollback()
        card = None
    return _with_own_lines(for_country(card.country if card else ""), card), card


def _with_own_lines(country: CountryHelp, card: ClinicCard | None) -> CountryHelp:
    """The clinic's own lines for its country stand in the place of the built-in ones."""
    own = help_lines.of_country(card.help_lines, card.country) if card else ()
    return replace(country, lines=tuple(map(_own_line, own))) if own else country


def _own_line(line: OwnLine) -> HelpLine:
    call, text = (line.number, None) if line.kind == help_lines.CALL else (None, line.number)
    return HelpLine(line.label, "", call, text, None)


def for_country(code: str) -> CountryHelp:
    """The numbers of a country (ISO 3166-1), or the built-in ones."""
    countries = _countries()
    return countries.get(code.upper(), countries["fallback"])


@cache
def _countries() -> dict[str, CountryHelp]:
    text = (files("journal") / "data" / "help_lines.json").read_text(encoding="utf-8")
    return {code: _country(stored) for code, stored in json.loads(text).items()}


def _country(stored: dict[str, Any]) -> CountryHelp:
    return CountryHelp(Emergency(**stored["emergency"]), tuple(HelpLine(**line) for line in stored["lines"]))
