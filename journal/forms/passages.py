"""The forms that set words of a reflection apart, and those of a clinic's own themes."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField, validators
from wtforms.validators import InputRequired, Optional

from journal.forms.notes import CONTEXT
from journal.services.passages import theme_rows
from journal.services.passages.passages import TypedWords


class WordsForm(FlaskForm):
    """The words that are meant; none means the whole reflection."""

    quoted_words = TextAreaField("Words", default="")
    position_start = HiddenField(default="")
    prefix = HiddenField(default="")
    suffix = HiddenField(default="")
    passage_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")

    def typed(self) -> TypedWords:
        """The words as a service takes them."""
        start = self.position_start.data or ""
        is_number = start.isascii() and start.isdecimal() and len(start) < 10
        return TypedWords(
            _lines(self.quoted_words.data), int(start) if is_number else None, _lines(self.prefix.data)[-CONTEXT:],
            _lines(self.suffix.data)[:CONTEXT], UUID(self.passage_id.data) if self.passage_id.data else None,
            self.token.data or "",
        )  # fmt: skip


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")


class ThemeForm(WordsForm):
    """A theme, and the words it is put on."""

    theme = StringField("Theme", [InputRequired("Choose a theme of the list.")])


class SymptomsForm(FlaskForm):
    """The tags that are ticked; none takes all away."""

    symptoms = SelectMultipleField(choices=lambda: list(theme_rows.symptoms().items()))


class ClinicThemeForm(FlaskForm):
    """The name of a theme of the clinic's own."""

    name = StringField("Name", [InputRequired("Give the theme a name.")])
