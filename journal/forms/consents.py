"""Forms of consents: a patient's answer, and a manager's new version of a text."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, NumberRange

AGREE, NOT_NOW = "agree", "not_now"
_LARGEST = 2**31 - 1


class ConsentForm(FlaskForm):
    """What a patient answers to the version that was on the page."""

    answer = StringField(validators=[AnyOf((AGREE, NOT_NOW))])
    number = IntegerField(validators=[InputRequired(), NumberRange(1, _LARGEST)])


class ConsentTextForm(FlaskForm):
    """A new version of a text, and the version it was written on."""

    title = StringField("Title", default="")
    body = TextAreaField("Text", default="")
    number = IntegerField(validators=[InputRequired(), NumberRange(1, _LARGEST)])
    publish = BooleanField()
