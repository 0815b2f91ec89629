"""Forms of a record before the person: who it is for, who is let in, handing it over, taking it up, destroying it."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from journal.forms.fields import id_of, line, shown_fingerprint, tidy
from journal.services.before.before_endings import REASONS
from journal.services.before.opening import TypedPerson


class OpenRecordForm(FlaskForm):
    """Who a record is opened for; its id is made with the form, so that sending it twice opens one."""

    name = line("Full name", 200, "Give the full name.")
    email = EmailField(
        "Email", [DataRequired("Give a whole email address."), Length(max=254, message="Use 254 characters or fewer.")],
        filters=[tidy], description="Their invitation goes with it later. Nothing is sent now.",
    )  # fmt: skip
    identifier = line(
        "Second identifier", 100, 'They need one, for example "born 4 May 1986".',
        description="Date of birth or clinic number: staff see it beside the name.",
    )  # fmt: skip
    record_id = HiddenField(validators=[Optional()])
    token = HiddenField(validators=[Optional()])

    def typed(self) -> TypedPerson:
        """What was typed, as a service takes it."""
        return TypedPerson(self.name.data or "", self.email.data or "", self.identifier.data or "")

    def made_with(self) -> tuple[UUID | None, str]:
        """The id that came with the form, and what binds it to who filled it in."""
        return id_of(self.record_id.data), self.token.data or ""


class LetInForm(FlaskForm):
    """A colleague is let in, to the key whose words stood on the page."""

    fingerprint = shown_fingerprint()


class HandOverForm(FlaskForm):
    """The keeper has spoken with who accepted, and compared the words of their key."""

    words = HiddenField(validators=[InputRequired()])
    identity_checked = BooleanField(
        "I have spoken with them, and the words are the same",
        [InputRequired("Speak with them first, and compare the words.")],
    )


class TakeUpForm(FlaskForm):
    """The patient takes the record over, and says whether its keeper reads on."""

    let_in = BooleanField("Let them read on")
    fingerprint = shown_fingerprint()


class DestroyForm(FlaskForm):
    """Why a record is destroyed: one of a few words, for nothing that was said is to outlive it."""

    reason = RadioField("Why", [InputRequired("Say why.")], choices=REASONS)
