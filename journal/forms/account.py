"""Forms of the account: how pages look, and the answer to a therapist's request."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf

from journal.forms.fields import shown_fingerprint
from journal.services.appearance import TEXT_SIZES, THEMES

ANSWERS = ("from_now", "also_before", "not_now")


class AppearanceForm(FlaskForm):
    """Theme and text size."""

    theme = StringField("Theme", [AnyOf(THEMES)])
    text_size = StringField("Text size", [AnyOf(TEXT_SIZES)])


class CareAnswerForm(FlaskForm):
    """A patient's answer to a therapist who has been assigned."""

    answer = StringField(validators=[AnyOf(ANSWERS)])
    fingerprint = shown_fingerprint()
