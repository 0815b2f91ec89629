"""The form of a clinic's opening hours: a line for each day of the week."""

from __future__ import annotations

import re
from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput

from journal.forms.clinic import SectionForm
from journal.services.clinics import opening_hours
from journal.services.clinics.opening_hours import ALWAYS, MIDNIGHT

_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:to|-|\u2013)\s*(\d{1,2})[:.](\d{2})", re.ASCII)
_WANTED = "Give the times like 09:00 to 17:00, or 09:00 to 12:00, 14:00 to 17:00; leave a day empty that is closed."
_SHORT = (
    "Open for less than an hour a week nothing would ever be overdue. Leave all days empty to count round the clock."
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class HoursField(Field):
    """The hours of one day, from and to, in minutes after midnight."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads them. Raises `ValueError` with what is wanted."""
        typed = str(valuelist[0]).strip()[:100] if valuelist else ""
        self.data = tuple(_span(each.strip()) for each in typed.split(",")) if typed else ()
        bounds = [bound for span in self.data for bound in span]
        if any(a >= b for a, b in self.data) or bounds != sorted(bounds):
            raise ValueError(_WANTED)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else opening_hours.of_day(self.data or ())


def _span(typed: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(typed)
    if found is None:
        raise ValueError(_WANTED)
    first, last = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    if max(int(found[2]), int(found[4])) > 59 or last > MIDNIGHT:
        raise ValueError(_WANTED)
    return first, last


class OpeningHoursForm(SectionForm):
    """When somebody is there, by the day of the week."""

    monday = HoursField("Monday", description="Like 09:00 to 17:00. A day left empty is closed.")
    tuesday = HoursField("Tuesday")
    wednesday = HoursField("Wednesday")
    thursday = HoursField("Thursday")
    friday = HoursField("Friday")
    saturday = HoursField("Saturday")
    sunday = HoursField("Sunday", description="With every day left empty, hours count round the clock.")

    def __init__(self, *args: Any, data: dict[str, Any] | None = None, **more: Any) -> None:
        week = (data or {}).get("open_hours", ())
        days = dict(zip(DAYS, () if week == ALWAYS else week, strict=False))
        super().__init__(*args, data={**(data or {}), **days}, **more)

    def values(self) -> dict[str, Any]:
        """The whole week; round the clock where no day is filled in."""
        week = tuple(self[day].data for day in DAYS)
        return {"open_hours": week if any(week) else ALWAYS}

    def validate(self, extra_validators: Any = None) -> bool:
        """Each day as it must be, and together not next to nothing."""
        valid: bool = super().validate(extra_validators)
        if valid and not opening_hours.is_sound(self.values()["open_hours"]):
            self.monday.errors = [*self.monday.errors, _SHORT]
            return False
        return valid
