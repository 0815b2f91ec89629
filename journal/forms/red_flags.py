"""The form of the clinic's own red flags: a row each, and a few empty ones to fill in."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField
from wtforms.validators import Length

from journal.forms.clinic import SectionForm
from journal.forms.fields import line
from journal.services.evaluations.clinic_flags import MOST
from journal.services.evaluations.evaluation_questions import FlagQuestion

EMPTY_ROWS = 2


class RedFlagForm(Form):
    """One question."""

    code = HiddenField(validators=[Length(max=32)], default="")
    text = line("Question", 200)
    hint = line("Hint", 300, description="What is meant, in a few plain words.")


class RedFlagsForm(SectionForm):
    """All of the clinic's own."""

    red_flags = FieldList(FormField(RedFlagForm), max_entries=MOST)

    def values(self) -> dict[str, Any]:
        """The rows that are filled in."""
        rows = (row.form for row in self.red_flags)
        return {"red_flags": tuple(_question(row) for row in rows if row.text.data)}

    def offer_rows(self) -> None:
        """Adds empty rows to fill in."""
        for _ in range(min(EMPTY_ROWS, MOST - len(self.red_flags))):
            self.red_flags.append_entry({"code": "", "text": "", "hint": ""})


def _question(row: Any) -> FlagQuestion:
    return FlagQuestion(row.code.data or "", row.text.data, row.hint.data or "")
