"""The names that passages carry: themes and symptoms that come with the product, and rows of a clinic's own themes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import Theme
from journal.services.audit import audit


@cache
def _told() -> dict[str, dict[str, str]]:
    told = json.loads((files("journal") / "data" / "themes.json").read_text(encoding="utf-8"))
    return {part: {each["key"]: each["label"] for each in told[part]} for part in ("themes", "symptoms")}


def built_in() -> dict[str, str]:
    """The themes that come with the product: label by key."""
    return _told()["themes"]


def symptoms() -> dict[str, str]:
    """The symptoms in plain words: label by key."""
    return _told()["symptoms"]


def theme_label(name: str) -> str:
    """How a page calls a theme; a clinic's own is called by its name."""
    return built_in().get(name, name)


def symptom_label(name: str) -> str:
    """How a page calls a symptom."""
    return symptoms().get(name, name)


def of_clinic(clinic_id: UUID) -> list[Theme]:
    """Every theme of the clinic's own, also those that are retired, in the order of the alphabet."""
    found = db.session.scalars(select(Theme).where(Theme.clinic_id == clinic_id)).all()
    return sorted(found, key=lambda theme: theme.name.casefold())


def current(clinic_id: UUID, themes: Iterable[Theme]) -> list[Theme]:
    """Without those that were changed in the database."""
    found = list(themes)
    stale = audit.stale(clinic_id, [stamp(theme) for theme in found]) if found else set()
    return [theme for theme in found if theme.id not in stale]


def own_names(clinic_id: UUID) -> tuple[str, ...]:
    """The clinic's own themes that are offered now."""
    return tuple(theme.name for theme in current(clinic_id, of_clinic(clinic_id)) if theme.retired_at is None)


def stamp(theme: Theme) -> audit.Stamp:
    """The theme as the audit remembers it."""
    return audit.stamp(theme.clinic_id, theme.id, theme.version, theme.name, theme.made_by, theme.retired_at)
