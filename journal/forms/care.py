"""Forms of care: a compared key, how care ends, cover for days away, and a death that is confirmed."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import AnyOf, InputRequired, Regexp, ValidationError

from journal.forms.fields import shown_fingerprint

DECISIONS = ("release", "withdraw")


class KeyWordsForm(FlaskForm):
    """Which key the compared words belong to."""

    fingerprint = HiddenField(validators=[Regexp(r"[0-9a-f]{64}\Z")])


class WaitingNotesForm(FlaskForm):
    """What becomes of the notes that wait for an appointment."""

    decision = StringField(validators=[AnyOf(DECISIONS)])


class CoverForm(FlaskForm):
    """Who reads while a therapist is away, and from which day to which."""

    covering = StringField("Colleague", [Regexp(r"[0-9a-f]{32}\Z", message="Choose a colleague.")])
    starts_on = DateField("First day away", [InputRequired("Choose the first day.")])
    ends_on = DateField("Last day away", [InputRequired("Choose the last day.")])

    def validate_ends_on(self, field: DateField) -> None:
        """The last day is not before the first."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("The last day comes before the first.")


class CoverAnswerForm(FlaskForm):
    """A patient's answer to a covering colleague."""

    answer = StringField(validators=[AnyOf(("yes", "not_now"))])
    fingerprint = shown_fingerprint()


class DeathAnswerForm(FlaskForm):
    """The second person's answer."""

    answer = StringField(validators=[AnyOf(("confirm", "take_back"))])
