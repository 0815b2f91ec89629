"""Forms of the account: how pages look, in which time zone times are told, and the answer to a therapist's request."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf, Length

from journal.forms.clinic import every_time_zone
from journal.forms.fields import shown_fingerprint
from journal.services.people.appearance import TEXT_SIZES, THEMES

ANSWERS = ("from_now", "also_before", "not_now")


class AppearanceForm(FlaskForm):
    """Theme and text size."""

    theme = StringField("Theme", [AnyOf(THEMES)])
    text_size = StringField("Text size", [AnyOf(TEXT_SIZES)])


class TimeZoneForm(FlaskForm):
    """The time zone that times are told in; empty for the clinic's."""

    time_zone = StringField("Time zone", [AnyOf({"", *every_time_zone()})])


class HelpCountryForm(FlaskForm):
    """The country whose help lines are shown; empty for the clinic's. Whether it is one, the service says."""

    help_country = StringField("Country", [Length(max=2)])


class CareAnswerForm(FlaskForm):
    """A patient's answer to a therapist who has been assigned."""

    answer = StringField(validators=[AnyOf(ANSWERS)])
    fingerprint = shown_fingerprint()
