"""Forms of courses: planning one, moving it on, its dose plan, preferences, and a clinic's templates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import DateField, FieldList, Form, FormField, HiddenField, SelectField, StringField, validators
from wtforms.validators import AnyOf, Length, NumberRange, Optional

from journal.forms.clinic import SectionForm
from journal.forms.fields import ONE_LINE, NumberOrNothing, id_of, line, one_of, tidy, words
from journal.forms.prompts import seen_version
from journal.services.courses.course_rows import STAGES
from journal.services.courses.course_templates import LONGEST, LONGEST_GAP, MOST, MOST_SESSIONS, Template
from journal.services.courses.courses import TypedCourse
from journal.services.session_records.session_parts import ROUTES, UNITS

EMPTY_ROWS = 1


class SeenForm(FlaskForm):
    """A form about a course, with the version that was seen when it was opened."""

    version = HiddenField(default="0")
    course_id = HiddenField(validators=[Optional(), validators.UUID()], default="")

    def seen(self) -> int:
        """The version that stood on the page."""
        return seen_version(self.version.data)


class CourseForm(SeenForm):
    """A course as it is planned; its id is made with the form, so that sending it twice plans one."""

    template = SelectField("Template", validate_choice=False)
    starts_on = DateField("First day", [Optional()])
    ends_on = DateField(
        "Last day", [Optional()], description="Planned, with maintenance. Ending the course earlier moves it."
    )
    route = one_of("Route", ROUTES)
    other_route = line("Which other route", 200)
    note = words("What was agreed", 4000, description="Days of the week, who is there, what to look at on the way.")
    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")

    def typed(self) -> TypedCourse:
        """The course as a service takes it."""
        return TypedCourse(
            self.template.data or "", self.starts_on.data, self.ends_on.data, self.route.data or "",
            self.other_route.data or "", self.note.data or "", id_of(self.record_id.data), self.token.data or "",
        )  # fmt: skip

    def offer(self, templates: tuple[Template, ...]) -> None:
        """Fills in what can be chosen; nothing is chosen beforehand."""
        self.template.choices = {"": "Choose", **{each.code: each.name for each in templates}}


class StageForm(SeenForm):
    """Where a course goes on to."""

    stage = StringField(validators=[AnyOf(tuple(STAGES))])


class DosePlanForm(SeenForm):
    """What a prescriber plans, as they plan it: nothing here proposes a dose."""

    dose = line("Dose", 20, description="The number alone, such as 40 or 0.5.")
    unit = SelectField("Unit", choices={"": "Choose", **{unit: unit for unit in UNITS}}, validate_choice=False)
    words = words("The plan in words", 4000, description="How it goes on, what would change it, what to stop for.")

    def value(self) -> dict[str, str]:
        """The plan as a service takes it."""
        return {"dose": self.dose.data or "", "unit": self.unit.data or "", "words": self.words.data or ""}


class PreferenceForm(SeenForm):
    """What the patient would prefer, in words."""

    words = words("In your own words", 4000)


class ToldForm(SeenForm):
    """What the patient told of their preference."""

    words = words("What the patient told", 4000)


def _number(label: str, first: int, last: int) -> NumberOrNothing:
    return NumberOrNothing(label, [Optional(), NumberRange(first, last, f"Give a number from {first} to {last}.")])


class TemplateForm(Form):
    """One template of a clinic; a row without a name is taken out."""

    code = HiddenField(validators=[Length(max=32), ONE_LINE], default="")
    name = line("Name", LONGEST)
    sessions = _number("Sessions", 1, MOST_SESSIONS)
    gap_least = _number("Days between them, from", 0, LONGEST_GAP)
    gap_most = _number("to", 0, LONGEST_GAP)
    then = StringField("What comes after", [Length(max=LONGEST), ONE_LINE], filters=[tidy])

    def typed(self) -> Template:
        """The template as a service takes it."""
        return Template(
            self.code.data or "", self.name.data or "", self.sessions.data or 0, self.gap_least.data or 0,
            self.gap_most.data or 0, self.then.data or "",
        )  # fmt: skip


class TemplatesForm(SectionForm):
    """The templates of a clinic."""

    rows = FieldList(FormField(TemplateForm), max_entries=MOST + EMPTY_ROWS)

    def typed(self) -> list[Template]:
        """The templates with those that were emptied."""
        return [row.form.typed() for row in self.rows]

    def offer_rows(self) -> None:
        """Adds an empty row to fill in."""
        if len(self.rows) < MOST and (not len(self.rows) or self.rows[-1].form.name.data):
            self.rows.append_entry({})


class ConsentToTreatmentForm(FlaskForm):
    """A patient's answers to the points of a version; the points stand in the text, so they are read by their keys."""

    number = HiddenField(default="0")
    version = HiddenField(default="0")
    touch = StringField(default="")
    touch_words = words("In your own words", 1000)

    def asked(self) -> tuple[int, int]:
        """The version of the text that was on the page, and of the answers that stood there."""
        return seen_version(self.number.data), seen_version(self.version.data)


def shown(view: Any) -> dict[str, Any]:
    """A course as its form shows it."""
    return {
        "template": view.template.code if view.template else "", "starts_on": view.starts_on, "ends_on": view.ends_on,
        "route": view.route_code, "other_route": view.other_route, "note": view.note,
    }  # fmt: skip


def course_of(fields: dict[str, Any]) -> UUID | None:
    """The course a form was about, where it named one."""
    return id_of(str(fields.get("course_id") or ""))
