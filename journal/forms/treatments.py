"""The form of one line in a patient's own lists."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField, validators
from wtforms.validators import AnyOf, Optional

from journal.services.treatments.treatment_entries import HEADINGS


class TreatmentEntryForm(FlaskForm):
    """What was typed and into which list; its id is made with the form, so that sending it twice adds it once."""

    kind = StringField(validators=[AnyOf(tuple(HEADINGS))])
    entry = TextAreaField(default="")
    entry_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")

    def new_id(self) -> UUID | None:
        """The id that came with the form."""
        return UUID(self.entry_id.data) if self.entry_id.data else None
