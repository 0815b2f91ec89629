"""Forms for coming back: a kit's code, a wait, a new start, and what the clinic gives back."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from journal.forms.access import NewPasswordForm
from journal.forms.fields import shown_fingerprint
from journal.services.recovery.new_starts import CHECKS

_ANSWERS = {"accept": "Accept", "decline": "Decline"}


class TestKitForm(FlaskForm):
    """The code of a kit, to see whether it is the current one."""

    code = StringField("Recovery code", [InputRequired("Type the code of your kit."), Length(max=200)])


class WaitForm(TestKitForm):
    """E-mail and code of somebody whose second factor is lost."""

    email = EmailField("Email", [InputRequired("Type your email address."), Length(max=254)])


class NewStartForm(FlaskForm):
    """How the clinic knew who asks, and that what is destroyed was understood."""

    checked_by = RadioField(
        "How did you make sure who asks?", [InputRequired("Say how you made sure.")],
        choices=CHECKS,
    )  # fmt: skip
    understood = BooleanField("I have told them what is lost", [InputRequired("Tell them first what is lost.")])


class BeginAnewForm(NewPasswordForm):
    """A new password for somebody who lost all keys, who knows what is gone."""

    understood = BooleanField(
        "I know what is gone", [InputRequired("Tick that you know what is gone, or close this page.")]
    )


class GiveBackForm(FlaskForm):
    """The therapist has made sure who the patient is, and compared the words."""

    identity_checked = BooleanField(
        "I have spoken with them", [InputRequired("Speak with them first, and compare the words.")]
    )
    words = HiddenField(validators=[InputRequired(), Length(max=400)])


class RecoveryKeyForm(FlaskForm):
    """A patient's answer to the clinic's recovery key."""

    answer = RadioField("Your answer", [InputRequired()], choices=_ANSWERS)
    fingerprint = shown_fingerprint()
