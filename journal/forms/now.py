"""The form of words that are appended without a sign-in."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField, validators


class NowForm(FlaskForm):
    """One field, and the id that was made with it."""

    text = TextAreaField("Words for now", default="")
    record_id = HiddenField(validators=[validators.UUID()], default="")
    token = HiddenField(default="")

    def id(self) -> UUID:
        """The id made with the form, once it is valid."""
        return UUID(self.record_id.data)
