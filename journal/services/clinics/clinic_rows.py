"""Rows of clinics: what a change of their settings leaves, and how the audit remembers them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from journal.crypto.canonical import Part
from journal.models import Clinic
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.work import already_found, found_once

NUMBERS = {
    "decisions_at_minutes": range(24 * 60),
    "adult_age": range(18, 26),
    "idle_staff_minutes": range(5, 61),
    "idle_patient_minutes": range(5, 121),
    "retention_years": range(1, 51),
    "systolic_least": range(40, 141),
    "systolic_most": range(100, 261),
    "diastolic_least": range(20, 91),
    "diastolic_most": range(60, 161),
    "pulse_least": range(20, 91),
    "pulse_most": range(80, 221),
    "oxygen_least": range(50, 100),
    "distress_most": range(11),
    "flag_hours": range(1, 169),
}
_NOT_SETTINGS = {"id", "version", "created_at", "name", "time_zone"}
_BEFORE_SETTINGS = 0  # the version of clinics that were made when the audit knew only name and time zone


def changed(clinic: Clinic, act: Act, actor_id: UUID | None) -> None:
    """Gives a clinic's row its next version, with its audit row; in the caller's unit of work."""
    clinic.version += 1
    audit.record(act, actor_id, stamp(clinic))


def is_current(clinic: Clinic) -> bool:
    """Whether the clinic is what its newest audit row says."""
    stamped = stamp(clinic)
    return found_once(stamped, lambda: not audit.stale(clinic.id, [stamped]))


def was_read(clinic: Clinic, *, is_current: bool) -> None:
    """Keeps what the sign-in has found for the page that follows, which asks for the clinic's settings."""
    already_found(clinic.id, clinic)
    already_found(stamp(clinic), is_current)


def within(name: str, stored: int) -> int:
    """A number as it is stored, or the nearest that can be set."""
    return min(max(stored, NUMBERS[name][0]), NUMBERS[name][-1])


def stamp(clinic: Clinic) -> audit.Stamp:
    """The clinic as the audit remembers it: its name, its zone, and every setting that is not as at first."""
    settings = () if clinic.version == _BEFORE_SETTINGS else _settings(clinic)
    return audit.stamp(clinic.id, clinic.id, max(clinic.version, 1), clinic.name, clinic.time_zone, *settings)


def _settings(clinic: Clinic) -> Iterator[Part]:
    """Names and values; those at their default are left out, so that a setting added later breaks no stamp."""
    for name, default in _DEFAULTS.items():
        value = getattr(clinic, name)
        if value is not None and value != default:
            yield name
            yield value


def _default(column: Column[Any]) -> Any:
    return column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None


_COLUMNS = cast(Table, Clinic.__table__).columns
_DEFAULTS = {each.key: _default(each) for each in _COLUMNS if each.key not in _NOT_SETTINGS}
