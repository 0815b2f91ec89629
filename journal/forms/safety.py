"""Forms of safety flags, and of asking to be contacted."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from journal.forms.fields import NO_CONTROLS, id_of, tidy
from journal.forms.prompts import seen_version


class _RecordForm(FlaskForm):
    """What a form carries that writes a record once, for who saw so much of the flag."""

    record_id = HiddenField(default="")
    token = HiddenField(default="")
    version = HiddenField(default="")

    def new_id(self) -> UUID | None:
        """The id that was made with the form."""
        return id_of(self.record_id.data)

    def seen(self) -> int:
        """How often the flag had been moved on when the form was opened."""
        return seen_version(self.version.data)


class OpenFlagForm(_RecordForm):
    """Why a clinician opens a flag, and about what."""

    reason = TextAreaField("Why", [NO_CONTROLS], filters=[tidy])
    about = HiddenField(default="")

    def about_id(self, patient_id: UUID) -> UUID:
        """The reflection or reply it is about, or the patient."""
        return id_of(self.about.data) or patient_id


class FlagSeenForm(_RecordForm):
    """An acknowledgement."""


class DoneForm(_RecordForm):
    """What was done."""

    action = TextAreaField("What was done", [NO_CONTROLS], filters=[tidy])


class CloseForm(_RecordForm):
    """The note that a flag is closed with."""

    note = TextAreaField("Closing note", [NO_CONTROLS], filters=[tidy])


class ContactForm(FlaskForm):
    """That the patient asks to be contacted, about an answer or by itself, and which page to go back to."""

    about = HiddenField(default="")
    then = HiddenField(default="")

    def about_id(self) -> UUID | None:
        """The answer or flag it is about."""
        return id_of(self.about.data)


class PhoneNumberForm(FlaskForm):
    """The number on which a patient is reached; whether it is one, the service says."""

    phone_number = StringField("Phone number", filters=[tidy])
