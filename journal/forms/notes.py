"""The forms of a note and of a reply."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField, validators
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional

from journal.forms.reflections import LARGEST
from journal.services.notes.notes import ONLY_ME, VISIBILITIES, TypedNote

SHOW, CHANGE = "show", "change"
WHEN_PRESSED, WHEN_HELD = "pressed", "held"
CONTEXT = 200  # code points before and after quoted words that are looked at


class NoteForm(FlaskForm):
    """A note, the words it is about, and who can see it: chosen each time, so that nothing is shown by accident."""

    note = TextAreaField("Your note", [InputRequired("Write a few words first.")])
    quoted_words = TextAreaField("Quoted words", default="")
    position_start = HiddenField(default="")
    version = HiddenField(default="")
    note_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")
    prefix = HiddenField(default="")
    suffix = HiddenField(default="")
    visibility = StringField("Who can see this note", [AnyOf(VISIBILITIES)])
    appears = StringField("When it appears", [AnyOf((WHEN_PRESSED, WHEN_HELD))], default=WHEN_PRESSED)
    step = StringField(default="")

    def typed(self) -> TypedNote:
        """The note as a service takes it."""
        return TypedNote(
            _lines(self.note.data), self.visibility.data or "", _lines(self.quoted_words.data),
            _number(self.position_start.data), _lines(self.prefix.data)[-CONTEXT:], _lines(self.suffix.data)[:CONTEXT],
            _number(self.version.data), UUID(self.note_id.data) if self.note_id.data else None, self.token.data or "",
            release_when_held=self.appears.data == WHEN_HELD,
        )  # fmt: skip


class NoteEditForm(NoteForm):
    """Other words in a note, and which of its wordings they were written over; who can see it is not asked again."""

    visibility = StringField(default=ONLY_ME)
    wording = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST)])


def _number(text: str | None) -> int | None:
    """What a script found, or nothing: a note can be written without it."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def _lines(text: str | None) -> str:
    """The text with the line ends that a browser makes of a form's own taken back."""
    return (text or "").replace("\r\n", "\n")


class ReviewedForm(FlaskForm):
    """Which version was on the page when it was marked as reviewed."""

    version = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST)])


class ReplyForm(FlaskForm):
    """An answer to a note; its id is made with the form, so that sending it twice writes it once."""

    reply_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")
    reply = TextAreaField("Your reply", [InputRequired("Write a few words first.")])
