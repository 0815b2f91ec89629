"""Forms of measures for a clinic's manager: which instruments are offered, and when they are asked."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange

from journal.forms.fields import WholeNumberField
from journal.forms.prompts import DAYS, HOURS, UNITS, in_unit, seen_version
from journal.services.measures.cadence import BEFORE, GAPS, SESSION_START, Point
from journal.services.measures.clinic_cadence import TypedPoint

_GAP = f"A whole number from {GAPS[0]} to {GAPS[-1]}."
_TIME = "Give a whole number of hours or days, 0 or more, without a minus sign."


class OfferForm(FlaskForm):
    """The instruments that are offered, each with a tick, for who saw a version."""

    version = HiddenField(default="")
    offered = SelectMultipleField("Offered", validate_choice=False)

    def seen(self) -> int:
        """The version that stood on the page."""
        return seen_version(self.version.data)

    def wanted(self) -> frozenset[str]:
        """The ids with a tick."""
        told: list[Any] = self.offered.data or []
        return frozenset(map(str, told))


class GapForm(OfferForm):
    """After how many days without a session a series is over."""

    days = WholeNumberField(
        "Days without a session after which a series is over", [NumberRange(GAPS[0], GAPS[-1], _GAP)], description=_GAP
    )


def _number(label: str) -> WholeNumberField:
    return WholeNumberField(label, [InputRequired(_TIME), NumberRange(0, 9999, _TIME)])


class PointForm(OfferForm):
    """When a point of the cadence is asked, and what."""

    opens = _number("Asked from")
    opens_unit = SelectField("Unit", choices=UNITS)
    overdue = _number("Overdue after")
    overdue_unit = SelectField("Unit", choices=UNITS)
    closes = _number("Asked no more after")
    closes_unit = SelectField("Unit", choices=UNITS)

    def typed(self, point: Point) -> TypedPoint:
        """What was typed, in hours: what opens before a day is counted backwards, and ends with it before a session."""
        opens, overdue, closes = (
            (number.data or 0) * (24 if unit.data == DAYS else 1) for number, unit in self.pairs().values()
        )
        backwards = point.anchor in BEFORE
        return TypedPoint(-opens if backwards else opens, overdue, closes, tuple(sorted(self.wanted())))

    def pairs(self) -> dict[str, tuple[Any, Any]]:
        """Each number with its unit."""
        return {
            "opens": (self.opens, self.opens_unit), "overdue": (self.overdue, self.overdue_unit),
            "closes": (self.closes, self.closes_unit),
        }  # fmt: skip

    def at_the_start(self, point: Point) -> None:
        """Before a session nothing is asked for once it begins: both ends are its start."""
        if point.anchor == SESSION_START:
            for number, unit in (self.pairs()["overdue"], self.pairs()["closes"]):
                number.data, number.raw_data, unit.data = 0, ["0"], HOURS


def shown(point: Point) -> dict[str, Any]:
    """A point as its form shows it."""
    data: dict[str, Any] = {"offered": list(point.measures)}
    for name in ("opens", "overdue", "closes"):
        data[name], data[f"{name}_unit"] = in_unit(abs(getattr(point, name)))
    return data
