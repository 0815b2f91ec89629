"""Forms of the record of a session: its times, each part there is once, and an adverse event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, HiddenField, SelectField, StringField, validators
from wtforms.validators import AnyOf, Optional

from journal.forms.fields import NumberOrNothing, TimeOfDayField, WholeNumberField, line, one_of, words
from journal.services.appointments.appointment_times import EARLIER, LATER, TypedTime
from journal.services.session_records.session_parts import ROUTES, UNITS

_HIDDEN = ("csrf_token", "version", "meant", "part", "record_id", "token")


class TimeOrNothing(TimeOfDayField):
    """A time of day that may be left out."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads hours and minutes. Raises `ValueError` with what is wanted."""
        self.data = None
        if valuelist and str(valuelist[0]).strip():
            super().process_formdata(valuelist)


class CheckInForm(FlaskForm):
    """Who has come."""

    patient_id = HiddenField(validators=[validators.UUID()])


class SessionTimeForm(FlaskForm):
    """Now, or a day and a time; `which` is asked only where the clocks show a time twice."""

    when = StringField(validators=[AnyOf(("now", "typed"))])
    day = DateField("Day", [Optional()])
    at = TimeOrNothing("Time")
    which = StringField(validators=[AnyOf(("", EARLIER, LATER))], default="")
    version = WholeNumberField()

    def typed(self) -> TypedTime | None:
        """The time as a service takes it; none for now. Raises `ValueError` where half of it is missing."""
        if self.when.data == "now":
            return None
        if self.day.data is None or self.at.data is None:
            raise ValueError("Give both the day and the time.")
        return TypedTime(self.day.data, self.at.data, self.which.data or "")


class PartForm(FlaskForm):
    """A part of the record; everything in it may be left empty and filled in later."""

    READ_AS_ONE: ClassVar[tuple[tuple[str, str, str, str], ...]] = ()
    version = HiddenField(default="0")
    meant = HiddenField(default="")
    part = HiddenField(default="")

    def asked(self) -> Iterator[Field]:
        """The fields that somebody fills in."""
        return (field for field in self if field.short_name not in _HIDDEN)

    def value(self) -> dict[str, Any]:
        """What was filled in, as a service takes it."""
        return {field.short_name: field.data or ("" if field.data is None else field.data) for field in self.asked()}

    def seen(self) -> int:
        """The version that stood there when this was begun."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def told(self) -> list[tuple[str, str]]:
        """What was filled in, in words: labels and what stands there, with one line for what is read as one."""
        said = {field.short_name: (field.label.text, _said(field)) for field in self.asked() if field.data}
        for first, second, label, between in self.READ_AS_ONE:
            if first in said and second in said:
                said[first] = (label, said[first][1] + between + said.pop(second)[1])
        return list(said.values())


def _said(field: Field) -> str:
    if isinstance(field, BooleanField):
        return "Yes"
    choices = getattr(field, "choices", None)
    return str(choices.get(field.data, field.data) if isinstance(choices, dict) else field.data)


class ReadinessForm(PartForm):
    """Whether everything is there before it begins."""

    READ_AS_ONE = (("systolic", "diastolic", "Blood pressure", "/"),)
    driver = line("Driver named", 200, description="Who takes them home, and a number if they gave one.")
    ate = one_of("Food and drink", {"as_advised": "As the clinic advised", "otherwise": "Otherwise, see below"})
    medication = words("Medication taken today", 2000)
    medication_checked = BooleanField("Medication was gone through with them")
    systolic = NumberOrNothing("Upper blood pressure")
    diastolic = NumberOrNothing("Lower blood pressure")
    notes = words("Anything else", 2000)


class PresentForm(PartForm):
    """People who are there and have no account."""

    sitter = line("Sitter", 200)
    interpreter = line("Interpreter", 200)
    driver = line("Driver", 200)
    supervising_adult = line("Supervising adult", 200, description="For a lozenge taken at home: who stays with them.")
    others = line("Anybody else", 500)


class GivenForm(PartForm):
    """What was given, as it was: nothing here proposes a dose."""

    READ_AS_ONE = (("dose", "unit", "Dose", " "),)
    route = one_of("Route", ROUTES)
    other_route = line("Which other route", 200)
    dose = line("Dose", 20, description="The number alone, such as 40 or 0.5.")
    unit = SelectField("Unit", choices={"": "Choose", **{unit: unit for unit in UNITS}}, validate_choice=False)
    at_home = BooleanField("Taken at home")
    reason = words("Reason, where it differs from the plan", 2000)


class SupportsForm(PartForm):
    """What was used beside."""

    music = BooleanField("Music")
    eye_mask = BooleanField("Eye mask")
    virtual_reality = BooleanField("Virtual reality")
    other = line("Something else", 200)
    notes = words("How it was used", 2000)


class LeavingForm(PartForm):
    """Before they go."""

    left_with = line("Left with", 200, description="Who went with them.")
    phone_ready = one_of("Is the phone you will use ready?", {"yes": "Yes", "no": "No"})
    steady = BooleanField("Awake, steady on their feet, knows where they are")
    measured_again = BooleanField("Blood pressure was measured again")
    help_known = BooleanField("Knows whom to call tonight")
    restrictions = BooleanField("Has heard: no driving and no big decisions until tomorrow")
    notes = words("Anything else", 2000)


class DebriefForm(PartForm):
    """What was said afterwards."""

    note = words("Debrief note", 20_000)


class EventForm(PartForm):
    """An adverse event: what happened, what was done, and how it went on."""

    at = TimeOrNothing("Time", description="Empty means now.")
    what = words("What happened", 2000, "Say what happened.")
    action = words("What was done", 2000)
    outcome = words("How it went on", 2000)
    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")

    def value(self) -> dict[str, Any]:
        """The words; the time goes beside them."""
        return {name: words for name, words in super().value().items() if name != "at"}

    def new_id(self) -> UUID | None:
        """The id that came with the form."""
        return UUID(self.record_id.data) if self.record_id.data else None


FORMS: dict[str, tuple[str, type[PartForm]]] = {
    "readiness": ("Readiness", ReadinessForm),
    "present": ("People present", PresentForm),
    "given": ("Route and dose", GivenForm),
    "supports": ("Supports", SupportsForm),
    "leaving": ("Leaving", LeavingForm),
    "debrief": ("Debrief", DebriefForm),
}
