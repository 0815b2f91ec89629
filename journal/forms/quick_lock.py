"""Forms of the quick lock: setting its PIN, and typing it."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

_LONGEST = 20  # characters of the field; the service says what a PIN may be


class SetQuickLockForm(FlaskForm):
    """A new PIN, typed twice."""

    pin = PasswordField("Choose a PIN", [InputRequired("Choose a PIN."), Length(max=_LONGEST)])
    pin_again = PasswordField("PIN again", [EqualTo("pin", "The two are not the same. Type them once more.")])


class QuickLockForm(FlaskForm):
    """The PIN, and the page that was hidden."""

    pin = PasswordField("PIN", [InputRequired("Type your PIN."), Length(max=_LONGEST)])
    next = HiddenField()
