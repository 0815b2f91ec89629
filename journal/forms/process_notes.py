"""The form of a process note."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, TextAreaField, validators
from wtforms.validators import InputRequired, NumberRange, Optional

from journal.forms.reflections import LARGEST


class ProcessNoteForm(FlaskForm):
    """A note to oneself; its id is made with the form, so that sending it twice writes it once."""

    note = TextAreaField("Your note", [InputRequired("Write a few words first.")])
    note_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")

    def words(self) -> str:
        """What was typed, its lines ended in one way."""
        return (self.note.data or "").replace("\r\n", "\n")

    def new_id(self) -> UUID | None:
        """The id that came with the form."""
        return UUID(self.note_id.data) if self.note_id.data else None


class ChangedProcessNoteForm(FlaskForm):
    """New words for a note, and the version that stood there when they were begun."""

    note = TextAreaField("Your note", [InputRequired("Write a few words first.")])
    version = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST)])

    def words(self) -> str:
        """What was typed, its lines ended in one way."""
        return (self.note.data or "").replace("\r\n", "\n")
