"""Forms for getting in: sign-in, invitation, recovery."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from journal.forms.fields import shown_fingerprint

_LONGEST_PASSWORD = 1024  # characters of a form field; the policy says what a password may be


class SignInForm(FlaskForm):
    """E-mail and password, and words carried over from a page whose sign-in had ended."""

    email = EmailField("Email", [InputRequired("Type your email address."), Length(max=254)])
    password = PasswordField("Password", [InputRequired("Type your password."), Length(max=_LONGEST_PASSWORD)])
    carried = HiddenField()


class NewPasswordForm(FlaskForm):
    """A new password, typed twice."""

    password = PasswordField("Choose a password", [InputRequired("Choose a password."), Length(max=_LONGEST_PASSWORD)])
    password_again = PasswordField(
        "Password again", [EqualTo("password", "The two are not the same. Type them once more.")]
    )


class AcceptForm(NewPasswordForm):
    """A new password, and that the person is of the age the clinic asks for; the service decides whom it asks."""

    adult = BooleanField("I am 18 or older")
    fingerprint = shown_fingerprint()


class RecoverForm(NewPasswordForm):
    """E-mail, the code of the kit, and a new password."""

    email = EmailField("Email", [InputRequired("Type your email address."), Length(max=254)])
    code = StringField("Recovery code", [InputRequired("Type the code of your kit."), Length(max=200)])


class KitStoredForm(FlaskForm):
    """The person says that they have put their kit away."""

    stored = BooleanField("I have stored my kit", [InputRequired("Store the kit first; it is shown only now.")])
