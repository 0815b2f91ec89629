"""Forms of passkeys: what a script puts into them is the device's answer; a person types only a name."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from journal.services.sign_in.passkeys import LABEL_LENGTH

_LONGEST_CREDENTIAL, _LONGEST_OUTPUT = 20_000, 100  # characters; 32 bytes of output take 43


class PasskeyForm(FlaskForm):
    """What a device answered, and words carried over from a page whose sign-in had ended."""

    credential = HiddenField(validators=[InputRequired(), Length(max=_LONGEST_CREDENTIAL)])
    prf = HiddenField(validators=[Length(max=_LONGEST_OUTPUT)])
    carried = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A new passkey, and what its person calls it."""

    label = StringField("What you call it", [InputRequired("Give it a name."), Length(max=LABEL_LENGTH)])
