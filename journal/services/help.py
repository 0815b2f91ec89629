"""Help: the numbers of a country, and what the clinic answers; works without the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from journal.extensions import DATABASE_DOWN, db
from journal.services import clinics
from journal.services.clinics import ClinicCard


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
    return for_country(card.country if card else ""), card


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
