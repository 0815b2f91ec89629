"""The form of the clinic's own help lines: a row each, and a few empty ones to fill in."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, Form, FormField, SelectField, StringField
from wtforms.validators import AnyOf, Length, Regexp, StopValidation

from journal.forms.clinic import SectionForm, country_code
from journal.forms.fields import ONE_LINE, tidy
from journal.services.clinics.help_lines import CALL, MOST, TEXT, OwnLine

EMPTY_ROWS = 3
KINDS = {CALL: "Call", TEXT: "Text"}


class _UnlessEmpty:
    """Asks nothing of a row that is left empty: it is taken away."""

    def __call__(self, form: Any, field: Any) -> None:
        if not form.label.data and not form.number.data:
            field.errors = []
            raise StopValidation


class HelpLineForm(Form):
    """One line."""

    label = StringField(
        "Who answers",
        [_UnlessEmpty(), Length(1, 120, "Say who answers, in 120 characters or fewer."), ONE_LINE],
        filters=[tidy],
    )
    number = StringField(
        "Number",
        [_UnlessEmpty(), Regexp(r"^\+?[0-9][0-9 ()./-]{1,28}$", message="Give the number in digits.")],
        filters=[tidy],
    )
    kind = SelectField(
        "Call or text",
        [_UnlessEmpty(), AnyOf((CALL, TEXT), message="Choose one of the two.")],
        choices=KINDS,
        validate_choice=False,
    )
    country = StringField(
        "Country", [_UnlessEmpty(), Regexp(r"^[A-Z]{2}$", message="Two letters, such as GB.")], filters=[country_code]
    )


class HelpLinesForm(SectionForm):
    """All of the clinic's own lines."""

    help_lines = FieldList(FormField(HelpLineForm), max_entries=MOST)

    def values(self) -> dict[str, Any]:
        """The rows that are filled in."""
        rows = (row.form for row in self.help_lines)
        return {"help_lines": tuple(_line(row) for row in rows if row.label.data or row.number.data)}

    def offer_rows(self, country: str) -> None:
        """Adds empty rows of the clinic's country to fill in."""
        for _ in range(min(EMPTY_ROWS, MOST - len(self.help_lines))):
            self.help_lines.append_entry({"country": country, "kind": CALL})


def _line(row: Any) -> OwnLine:
    return OwnLine(row.label.data, row.number.data, row.kind.data, row.country.data)
