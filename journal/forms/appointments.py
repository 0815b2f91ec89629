"""The form of an appointment: with whom, what for, when and where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectField, validators
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional, ValidationError

from journal.forms.fields import TimeOfDayField, WholeNumberField, line
from journal.services.appointments.appointment_rows import KINDS, LONGEST_MINUTES, LONGEST_PLACE
from journal.services.appointments.appointment_times import EARLIER, LATER, TypedTime
from journal.services.appointments.appointment_views import KIND_NAMES, AppointmentCard
from journal.services.appointments.appointments import TypedAppointment
from journal.services.people.people import PersonCard

USUAL_MINUTES, SHORTEST_MINUTES = 50, 5
_LENGTH = f"Give a whole number of minutes from {SHORTEST_MINUTES} to {LONGEST_MINUTES}."


class AppointmentForm(FlaskForm):
    """What for, when and where; `which` is asked only where the clocks show a time twice."""

    kind = RadioField("What for", [AnyOf(KINDS, message="Choose what it is for.")], choices=KIND_NAMES,
                      validate_choice=False)  # fmt: skip
    day = DateField("Day", [InputRequired("Choose a day.")])
    at = TimeOfDayField("Time")
    which = RadioField("Which of the two", choices={EARLIER: "The earlier", LATER: "The later"},
                       validate_choice=False)  # fmt: skip
    minutes = WholeNumberField("Minutes", [NumberRange(SHORTEST_MINUTES, LONGEST_MINUTES, _LENGTH)])
    place = line(
        "Place or link (optional)", LONGEST_PLACE,
        description="A room, or an https address. Only the people concerned and the managers see it.",
    )  # fmt: skip
    meant = HiddenField(default="")
    version = HiddenField(default="")
    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")

    def ask_which(self, moments: Sequence[datetime], zone: str) -> None:
        """Says the two times that the clocks show alike."""
        said = (f"{each.astimezone(ZoneInfo(zone)):%H:%M, %Z}" for each in moments)
        names = (f"The {which}, {words}" for which, words in zip((EARLIER, LATER), said, strict=True))
        self.which.choices = dict(zip((EARLIER, LATER), names, strict=True))

    def typed(self) -> TypedAppointment:
        """The appointment as a service takes it."""
        day = self.day.data
        if not isinstance(day, date):
            raise TypeError("ask for what was typed once it is valid")
        version = self.version.data or ""
        return TypedAppointment(
            self.kind.data, TypedTime(day, self.at.data, self.which.data or ""), self.minutes.data or 0,
            self.place.data or "", self.meant.data or "", int(version) if _is_number(version) else None,
            UUID(self.record_id.data) if self.record_id.data else None, self.token.data or "",
        )  # fmt: skip


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


class BookingForm(AppointmentForm):
    """The same with whom it is for."""

    patient = SelectField("Patient", validate_choice=False)
    therapist = SelectField("Therapist", validate_choice=False)

    def offer(self, patients: Sequence[PersonCard], therapists: Sequence[PersonCard]) -> None:
        """Whom there is to choose from; a patient is named with the second identifier."""
        self.patient.choices = {"": "Choose", **{str(each.id): f"{each.name}, {each.identifier}" for each in patients}}
        self.therapist.choices = {str(each.id): each.name for each in therapists}

    def validate_patient(self, field: Any) -> None:
        """The id of somebody. Raises `ValidationError`."""
        if _id(field.data) is None:
            raise ValidationError("Choose a patient.")

    def patient_id(self) -> UUID:
        """Whom it is for."""
        return UUID(self.patient.data)

    def therapist_id(self) -> UUID | None:
        """With which therapist, where one was chosen."""
        return _id(self.therapist.data)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def filled_in(card: AppointmentCard, zone: str) -> dict[str, Any]:
    """What the form of a change begins with."""
    local = card.starts_at.astimezone(ZoneInfo(zone))
    return {
        "kind": card.kind, "day": local.date(), "at": local.hour * 60 + local.minute, "minutes": card.minutes,
        "place": card.place, "version": str(card.version), "which": LATER if local.fold else EARLIER,
    }  # fmt: skip
