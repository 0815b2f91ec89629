"""When measures are asked in a course: the points that come with the product, or as a clinic changed them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from journal.models import Clinic
from journal.services.clinics import clinic_rows

COURSE_START, SESSION_START, SESSION_END = "course_start", "session_start", "session_end"
SERIES_WEEK, SERIES_END = "series_week", "series_end"
BEFORE = (COURSE_START, SESSION_START)  # these open before what they are counted from
LONGEST_HOURS = 366 * 24
GAPS = range(7, 91)  # days without a session after which a series can be over


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a course and what is asked there, in hours from what it is counted from.

    It is asked from `opens` on, overdue after `overdue` and asked no more after `closes`. With `every_days` it comes
    again and again, of those after a series until `until_days`. A `quiet` one may be offered on a dosing day."""

    code: str
    anchor: str
    opens: int
    overdue: int
    closes: int
    name: str
    reason: str
    measures: tuple[str, ...]
    every_days: int = 0
    until_days: int = 0
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Cadence:
    """All points in their order, and after how many days without a session a series is over."""

    series_gap_days: int
    points: tuple[Point, ...]

    def point(self, code: str) -> Point | None:
        """The point of that code."""
        return next((each for each in self.points if each.code == code), None)

    def with_point(self, changed: Point) -> Cadence:
        """The same with one point in another shape."""
        return replace(self, points=tuple(changed if each.code == changed.code else each for each in self.points))


@cache
def built_in() -> Cadence:
    """The cadence as it comes with the product."""
    told = json.loads((files("journal") / "data" / "cadence.json").read_text(encoding="utf-8"))
    points = tuple(Point(**{**each, "measures": tuple(each["measures"])}) for each in told["points"])
    return Cadence(told["series_gap_days"], points)


def of_clinic(clinic: Clinic) -> Cadence:
    """A clinic's cadence; ours where it changed nothing, or where its settings were changed in the database."""
    return read(clinic.cadence) if clinic_rows.is_current(clinic) else built_in()


@lru_cache(maxsize=64)
def read(stored: str) -> Cadence:
    """A cadence as it is kept: what a clinic changed, and the rest as it comes. What cannot be read is left out."""
    try:
        told = json.loads(stored)
        changed = replace(built_in(), series_gap_days=int(told.get("series_gap_days", built_in().series_gap_days)))
        for code, point in told.get("points", {}).items():
            known = changed.point(code)
            changed = changed.with_point(_changed(known, point)) if known else changed
    except (ValueError, TypeError, KeyError, AttributeError):
        return built_in()
    return changed


def written(cadence: Cadence) -> str:
    """A cadence as it is kept: only what is not as it comes, so that new defaults reach who changed nothing."""
    plain = built_in()
    points = {each.code: _kept(each) for each in cadence.points if each != plain.point(each.code)}
    told: dict[str, Any] = {"points": points} if points else {}
    if cadence.series_gap_days != plain.series_gap_days:
        told["series_gap_days"] = cadence.series_gap_days
    return json.dumps(told, sort_keys=True)


def _changed(known: Point, told: Mapping[str, Any]) -> Point:
    hours = (int(told[name]) for name in ("opens", "overdue", "closes"))
    opens, overdue, closes = hours
    return replace(known, opens=opens, overdue=overdue, closes=closes, measures=tuple(map(str, told["measures"])))


def _kept(point: Point) -> dict[str, Any]:
    return {
        "opens": point.opens, "overdue": point.overdue, "closes": point.closes, "measures": list(point.measures),
    }  # fmt: skip
