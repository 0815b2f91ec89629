"""The form of a text in the clinic's own words."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import NumberRange

from journal.forms.fields import YesOrNoField, line, words
from journal.forms.reflections import LARGEST
from journal.services.learn.clinic_texts import TypedText

LONGEST = 4000  # characters: an answer that is read on a phone


class ClinicTextForm(FlaskForm):
    """What was typed, and the version that was seen when the form was opened."""

    title = line("Title", 200, "Give it a title.")
    text = words("In the clinic's own words", LONGEST)
    is_shown = YesOrNoField(
        "Who sees it", yes="Everybody at the clinic, under Learn", no="Nobody for now", default=True
    )
    number = IntegerField(validators=[NumberRange(0, LARGEST)], default=0)
    token = HiddenField(default="")

    def typed(self) -> TypedText:
        """What was typed."""
        return TypedText(self.title.data or "", self.text.data or "", bool(self.is_shown.data), self.number.data or 0)
