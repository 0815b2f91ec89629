"""Forms of the clinic's settings, one for each section of its page; each gives clean values by their columns."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import AnyOf, InputRequired, NumberRange, Regexp

from journal.forms.fields import TimeOfDayField, WholeNumberField, YesOrNoField, line, tidy, words
from journal.services.clinics.clinic_settings import NUMBERS

_COUNTRY = Regexp(r"^[A-Z]{2}$", message="Give the two letters of ISO 3166: US, GB, IE and so on.")
_PHONE = Regexp(
    r"^\+?[0-9][0-9 ()./-]{2,38}$", message="Give a telephone number with its digits, such as +353 1 555 0134."
)
_LONG = 4000  # characters: an answer that is read on a phone


@cache
def every_time_zone() -> frozenset[str]:
    """The names of the IANA database."""
    return frozenset(available_timezones())


def time_zones(kept: str | None = None) -> list[str]:
    """The zones to choose from, in order: places, and UTC; also the one that is kept, where it has another name."""
    places = {name for name in every_time_zone() if "/" in name and not name.startswith("Etc/")}
    return sorted(places | ({"UTC", kept or "UTC"} & every_time_zone()))


def country_code(text: str | None) -> str:
    """The two letters as they are kept."""
    return tidy(text).upper()


def _number(label: str, setting: str, description: str) -> WholeNumberField:
    first, last = NUMBERS[setting][0], NUMBERS[setting][-1]
    wanted = f"Give a whole number from {first} to {last}."
    return WholeNumberField(label, [NumberRange(first, last, wanted)], description=description)


class SectionForm(FlaskForm):
    """One section of the settings, and the version that was seen when the form was opened."""

    version = HiddenField()

    def seen(self) -> int:
        """The version of the settings this form was filled in on."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else -1

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of the columns."""
        return {field.name: field.data for field in self if field.name not in ("version", "csrf_token")}


class PlaceForm(SectionForm):
    """What the clinic is called, and where it is."""

    name = line("Name", 200, "Give the clinic's name.")
    time_zone = SelectField(
        "Time zone", [AnyOf(every_time_zone(), message="Choose a time zone of the list.")], validate_choice=False,
        description="Every time on a page is told in it.",
    )  # fmt: skip
    country = line(
        "Country", 8, "Give the country.", description="Two letters; it chooses the emergency number on the help page."
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.time_zone.choices = {name: name for name in time_zones(self.time_zone.data)}

    def validate_country(self, field: Any) -> None:
        """Two letters, whichever way they were typed. Raises `ValidationError`."""
        field.data = country_code(field.data)
        _COUNTRY(self, field)


class HoursForm(SectionForm):
    """When and how the clinic is reached."""

    phone = line(
        "Phone",
        40,
        "Give a telephone number.",
        description="With the country's code; every help page offers to call it.",
    )
    hours = line("Hours", 200, "Say when somebody answers.")
    out_of_hours = words("Out of hours", 500, description="What somebody hears or can do outside these hours.")

    def validate_phone(self, field: Any) -> None:
        """A number that a telephone can dial. Raises `ValidationError`."""
        _PHONE(self, field)


class ReadingForm(SectionForm):
    """What patients are told about when their reflections are read."""

    reading_agreement = words(
        "What patients are told", 1000, "Say when reflections are read; patients rely on it.",
        description="Shown wherever somebody shares. Nobody watches in real time, and it should not sound so.",
    )  # fmt: skip
    decisions_at_minutes = TimeOfDayField(
        "After a session, ask nothing before",
        description="On a dosing day, from check-in until this time next day, nothing asks a patient to decide.",
    )


class SafetyForm(SectionForm):
    """When somebody looks at a safety flag, and after how long one is called overdue."""

    flag_answer = words(
        "When somebody looks", 300,
        description="Patients read this before they ask to be contacted. Say only what holds on every day of the year.",
    )  # fmt: skip
    flag_hours = _number(
        "Hours until a flag is called overdue",
        "flag_hours",
        "Counted while the clinic is open, by its opening hours. It is marked for whoever has it, and counted here.",
    )


class AdultsForm(SectionForm):
    """Who may join."""

    adult_age = _number(
        "Age of adults",
        "adult_age",
        "Whoever accepts an invitation says that they are this old; otherwise it stops there.",
    )


class IdleForm(SectionForm):
    """How long a sign-in lies idle before it locks."""

    idle_staff_minutes = _number("Staff, minutes", "idle_staff_minutes", "Without a key, a tap or a save.")
    idle_patient_minutes = _number(
        "Patients, minutes", "idle_patient_minutes", "What they have typed is kept and given back."
    )


class WithdrawingForm(SectionForm):
    """What becomes of a shared reflection that its writer makes private."""

    keeps_withdrawn = YesOrNoField(
        "When a shared reflection is made private",
        yes="Once it was reviewed, a sealed copy stays for the therapist, marked as withdrawn",
        no="The shared copy is erased",
        description="Patients are told before they share, and again when they withdraw.",
    )
    retention_years = _number("Years such a copy stays", "retention_years", "Ask who advises the clinic on records.")


class LimitsForm(SectionForm):
    """Outside of which numbers an entry in the log of a session is marked."""

    systolic_least = _number("Upper blood pressure, from", "systolic_least", "")
    systolic_most = _number("Upper blood pressure, to", "systolic_most", "")
    diastolic_least = _number("Lower blood pressure, from", "diastolic_least", "")
    diastolic_most = _number("Lower blood pressure, to", "diastolic_most", "")
    pulse_least = _number("Pulse, from", "pulse_least", "")
    pulse_most = _number("Pulse, to", "pulse_most", "")
    oxygen_least = _number("Oxygen, from", "oxygen_least", "In per cent.")
    distress_most = _number("Distress, to", "distress_most", "On the scale from 0 to 10.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Each number as it must be, and no lower limit above its upper one."""
        valid: bool = super().validate(extra_validators)
        for name in ("systolic", "diastolic", "pulse"):
            least, most = self[f"{name}_least"], self[f"{name}_most"]
            if valid and least.data >= most.data:
                most.errors = [*most.errors, "The upper limit must lie above the lower one."]
                valid = False
        return valid


class RecordForm(SectionForm):
    """What the clinic answers on the page *Is this part of my record?*."""

    record_chart = words(
        "Is it part of my chart?",
        _LONG,
        description="In the clinic's own words; an empty answer says that it is not decided yet.",
    )
    record_court = words("Can a court ask for it?", _LONG)
    record_insurer = words("Can my insurer see it?", _LONG)


class ClosingForm(FlaskForm):
    """The last word before a clinic closes."""

    understood = BooleanField("Every therapist and patient has been told", [InputRequired("Tell them first.")])
