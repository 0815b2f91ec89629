"""The demonstration clinic: invented people, loaded only into an empty database begun as a demonstration."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from journal import clock
from journal.extensions import settings
from journal.services import installation
from journal.services.demonstration import demonstration_story
from journal.services.sign_in import password_policy
from journal.services.work import unit_of_work

PASSWORD = password_policy.OF_THE_DEMONSTRATION
ACCOUNTS = (
    ("patient@demo.example", "patient"),
    ("therapist@demo.example", "therapist"),
    ("manager@demo.example", "manager"),
    ("prescriber@demo.example", "prescriber"),
    ("nurse@demo.example", "nurse"),
)


class NotADemonstration(Exception):
    """The database holds people already, or was not begun as a demonstration."""


def accounts() -> tuple[tuple[str, str], ...]:
    """The accounts to name on the sign-in page of a demonstration."""
    return ACCOUNTS if settings().demonstration and installation.is_demonstration() else ()


def load() -> None:
    """Loads the clinic, its past ending yesterday; whole or not at all. Raises `NotADemonstration`."""
    if not (settings().demonstration and installation.is_demonstration() and installation.is_empty()):
        raise NotADemonstration("The demonstration loads only into an empty database begun as one.")
    with unit_of_work():
        demonstration_story.play(_told(), PASSWORD, clock.now())


def _told() -> dict[str, Any]:
    text = (files("journal") / "data" / "demonstration.json").read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    return told
