"""Forms of prompts: what a patient skips, what a therapist adds and arranges, and a clinic's moments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField, validators
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional

from journal.forms.fields import TimeOfDayField, WholeNumberField, id_of, tidy
from journal.services.prompts.clinic_prompts import MOST, TypedPrompt
from journal.services.prompts.moments import Moment, Prompt, built_in
from journal.services.prompts.patient_prompts import HOWS, TypedAddition

HOURS, DAYS = "hours", "days"
UNITS = {HOURS: "hours", DAYS: "days"}
EMPTY_ROWS = 2


def seen_version(text: str | None) -> int:
    """The version that was seen; one that nobody has where none was sent."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else -1


class VersionForm(FlaskForm):
    """The version that was seen, and nothing else."""

    version = HiddenField(default="")

    def seen(self) -> int:
        """The version that stood on the page."""
        return seen_version(self.version.data)


class SkipForm(FlaskForm):
    """What is not to be asked: a prompt, or a moment of one session or appointment."""

    code = StringField(validators=[DataRequired(), Length(max=32)])
    about_id = HiddenField(validators=[Optional(), validators.UUID()], default="")

    def about(self) -> UUID | None:
        """The session or appointment, where it is a moment of one."""
        return id_of(self.about_id.data)


class AdditionForm(FlaskForm):
    """A prompt for one patient; its id is made with the form, so that sending it twice adds one."""

    moment = SelectField(
        "When it is asked", [AnyOf([each.code for each in built_in().moments], message="Choose when it is asked.")],
        choices={each.code: each.name for each in built_in().moments}, validate_choice=False,
    )  # fmt: skip
    text = TextAreaField("Your prompt", filters=[tidy])
    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")

    def typed(self) -> TypedAddition:
        """What was typed."""
        return TypedAddition(
            self.moment.data or "", self.text.data or "", id_of(self.record_id.data), self.token.data or ""
        )


class ArrangeForm(VersionForm):
    """One prompt of a patient and what is to become of it, for who saw a version."""

    code = StringField(validators=[DataRequired(), Length(max=32)])
    how = StringField(validators=[AnyOf(HOWS)])


class QuietForm(VersionForm):
    """The clinic's quiet hours."""

    from_minutes = TimeOfDayField("From")
    until_minutes = TimeOfDayField("Until")


class PromptForm(Form):
    """One prompt of a moment."""

    code = HiddenField(validators=[Length(max=32)], default="")
    text = TextAreaField("Prompt", filters=[tidy])
    place = WholeNumberField("Place", [Optional()])


def _offset(label: str) -> WholeNumberField:
    wanted = "Give a whole number of hours or days, 0 or more, without a minus sign."
    return WholeNumberField(label, [InputRequired(wanted), NumberRange(0, 9999, wanted)])


class MomentForm(VersionForm):
    """When a moment is open and what it asks."""

    opens = _offset("Opens after")
    opens_unit = SelectField("Unit", choices=UNITS)
    closes = _offset("Closes after")
    closes_unit = SelectField("Unit of closing", choices=UNITS)
    prompts = FieldList(FormField(PromptForm), max_entries=MOST + EMPTY_ROWS)

    def hours(self) -> tuple[int, int]:
        """When it opens and closes, in hours."""
        pairs = (self.opens, self.opens_unit), (self.closes, self.closes_unit)
        opens, closes = ((number.data or 0) * (24 if unit.data == DAYS else 1) for number, unit in pairs)
        return opens, closes

    def typed(self) -> list[TypedPrompt]:
        """The prompts with their places; one without a place stays where it is."""
        rows = enumerate((row.form for row in self.prompts), 1)
        return [TypedPrompt(row.code.data or "", row.text.data or "", row.place.data or at) for at, row in rows]

    def offer_rows(self) -> None:
        """Adds empty rows to fill in."""
        for _ in range(min(EMPTY_ROWS, MOST - len(self.prompts))):
            self.prompts.append_entry({"code": "", "text": "", "place": len(self.prompts) + 1})


def shown(moment: Moment) -> dict[str, Any]:
    """A moment as its form shows it."""
    (opens, opens_unit), (closes, closes_unit) = map(in_unit, (moment.from_hours, moment.until_hours))
    rows = [_row(each, place) for place, each in enumerate(moment.prompts, 1)]
    return {
        "opens": opens, "opens_unit": opens_unit, "closes": closes, "closes_unit": closes_unit, "prompts": rows,
    }  # fmt: skip


def _row(prompt: Prompt, place: int) -> dict[str, Any]:
    return {"code": prompt.code, "text": prompt.text, "place": place}


def in_unit(hours: int) -> tuple[int, str]:
    """Hours as they are shown: in days where these are whole and at least two."""
    return (hours // 24, DAYS) if hours >= 48 and hours % 24 == 0 else (hours, HOURS)
