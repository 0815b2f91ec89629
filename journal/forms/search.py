"""What is searched for, and where."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import DateField, SearchField, SelectField
from wtforms.validators import Optional, ValidationError

from journal.forms.fields import WholeNumberField, one_line
from journal.services.search.search import PATIENT, Choices, Query

ANYBODY = ("", "Anybody")
_DAY = "Give a day such as 2026-03-09."


class _Day(DateField):
    """A day; what is none is said in plain words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the day. Raises `ValueError` with what is wanted."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_DAY) from error


class SearchForm(FlaskForm):
    """Words, and what narrows the search; `offer` gives the choices there are."""

    words = SearchField("Search for", filters=[one_line], description="")
    patient = SelectField("Patient", choices=[], default="")
    author = SelectField("Written by", choices=[], default="")
    theme = SelectField("Theme", choices=[], default="")
    since = _Day("From", validators=[Optional()])
    until = _Day("To", validators=[Optional()])
    page = WholeNumberField(default=1)

    def offer(self, choices: Choices, role: str, own_id: UUID) -> None:
        """What there is to choose from, for a patient or for a therapist."""
        self.patient.choices = [("", "All my patients"), *((each.hex, name) for each, name in choices.patients)]
        me = (PATIENT, "Me") if role == "patient" else (PATIENT, "My patients")
        others = [(each.hex, "Me" if each == own_id else name) for each, name in choices.authors]
        self.author.choices = [ANYBODY, me, *others]
        self.theme.choices = [("", "Any theme"), *choices.themes]
        if role == "patient" or len(choices.patients) < 2:
            del self.patient
        if not choices.themes:
            del self.theme

    def validate_until(self, field: _Day) -> None:
        """The last day is not before the first. Raises `ValidationError`."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("The last day comes before the first.")

    def typed(self) -> dict[str, str]:
        """What was typed and chosen, as it was sent."""
        asked = (field for field in self if field.name not in ("csrf_token", "page"))
        return {field.name: str(field.data or "") for field in asked}

    def query(self) -> Query:
        """What is asked for, as a service takes it."""
        chosen = self._fields
        patient = chosen["patient"].data if "patient" in chosen else ""
        theme = chosen["theme"].data if "theme" in chosen else ""
        return Query(
            self.words.data or "", UUID(hex=patient) if patient else None, self.since.data, self.until.data,
            self.author.data or "", theme or None, self.page.data or 1,
        )  # fmt: skip
