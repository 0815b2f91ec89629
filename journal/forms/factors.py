"""Forms of second factors: a code, the set-up of an app, proving once more who one is, and a changed password."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from journal.forms.access import NewPasswordForm

_LONGEST_PASSWORD, _LONGEST_CODE = 1024, 20


class CodeForm(FlaskForm):
    """The code of an authenticator app, and words carried over from a page whose sign-in had ended."""

    code = StringField("Authentication code", [InputRequired("Type the six digits."), Length(max=_LONGEST_CODE)])
    carried = HiddenField()


class AuthenticatorForm(FlaskForm):
    """The first code of an app that is being set up, and its sealed seed."""

    code = StringField("Authentication code", [InputRequired("Type the six digits."), Length(max=_LONGEST_CODE)])
    seed = HiddenField(validators=[InputRequired(), Length(max=2000)])


class StepUpForm(FlaskForm):
    """A password, or a code where no password is typed."""

    password = PasswordField("Password", [Length(max=_LONGEST_PASSWORD)])
    code = StringField("Authentication code", [Length(max=_LONGEST_CODE)])


class ChangePasswordForm(NewPasswordForm):
    """The password one has, and the one to come."""

    current_password = PasswordField(
        "Current password", [InputRequired("Type your current password."), Length(max=_LONGEST_PASSWORD)]
    )
