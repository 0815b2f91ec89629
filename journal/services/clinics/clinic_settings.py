"""A clinic's settings: what its manager reads and changes, a version each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from journal.extensions import db
from journal.models import Clinic
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.clinics import clinic_rows, clinics, help_lines, opening_hours
from journal.services.evaluations import clinic_flags
from journal.services.work import unit_of_work

NUMBERS = clinic_rows.NUMBERS
WORDS = (
    "name", "time_zone", "country", "phone", "hours", "out_of_hours", "reading_agreement",
    "record_chart", "record_court", "record_insurer", "course_templates", "measures_away", "cadence",
    "flag_answer",
)  # fmt: skip
SETTINGS = (*WORDS, *NUMBERS, "keeps_withdrawn", "help_lines", "red_flags", "open_hours")


class SettingsRefused(ValueError):
    """A setting cannot be so; the message says why. Nothing was changed."""


class SettingsMoved(Exception):
    """Somebody else changed the settings meanwhile; nothing was changed."""


@dataclass(frozen=True, slots=True)
class ClinicSettings:
    """Everything a manager can set, by the names of the columns; `whole` unless changed past the application."""

    version: int
    values: Mapping[str, Any]
    whole: bool


def settings(actor: Actor) -> ClinicSettings:
    """The settings of the manager's clinic. Raises `NotAllowed`."""
    require(actor.who, Permission.CLINIC_CHANGE, About(actor.clinic_id))
    clinic = db.session.get_one(Clinic, actor.clinic_id)
    values = {name: getattr(clinic, name) for name in SETTINGS}
    values["help_lines"] = help_lines.read(clinic.help_lines)
    values["red_flags"] = clinic_flags.read(clinic.red_flags)
    values["open_hours"] = opening_hours.read(clinic.open_hours)
    return ClinicSettings(clinic.version, values, clinic_rows.is_current(clinic))


def change(actor: Actor, seen: int, values: Mapping[str, Any]) -> None:
    """Sets some of them, for who saw version `seen`; saying the same again is no change.
    Raises `NotAllowed`, `UnknownTimeZone`, `SettingsRefused`, `SettingsMoved`."""
    require(actor.who, Permission.CLINIC_CHANGE, About(actor.clinic_id))
    wanted = {name: _as_stored(name, value) for name, value in values.items()}
    with unit_of_work():
        clinic = db.session.get_one(Clinic, actor.clinic_id, with_for_update=True, populate_existing=True)
        if all(getattr(clinic, name) == value for name, value in wanted.items()):
            return
        if clinic.version != seen:
            raise SettingsMoved
        for name, value in wanted.items():
            setattr(clinic, name, value)
        clinic_rows.changed(clinic, Act.CLINIC_CHANGED, actor.id)


def _as_stored(name: str, value: Any) -> Any:
    if name not in SETTINGS:
        raise KeyError(name)
    if name == "help_lines":
        return help_lines.written(value)
    if name == "red_flags":
        return clinic_flags.written(value)
    if name == "open_hours":
        return opening_hours.written(value)
    if name == "time_zone":
        clinics.require_time_zone(value)
    if name in NUMBERS and value not in NUMBERS[name]:
        raise SettingsRefused(f"A whole number from {NUMBERS[name][0]} to {NUMBERS[name][-1]} is needed.")
    return value
