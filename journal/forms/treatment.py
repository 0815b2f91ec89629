"""Forms of a treatment team: who is asked for, and the patient's answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import AnyOf, DataRequired, ValidationError

from journal.forms.account import ANSWERS
from journal.forms.fields import shown_fingerprint
from journal.services.people.people import PersonCard


class ClinicianForm(FlaskForm):
    """A clinician who is asked for."""

    clinician_id = SelectField("Ask for", [DataRequired("Choose a clinician.")], validate_choice=False)

    def offer(self, clinicians: Iterable[PersonCard]) -> None:
        """The clinicians there are to choose from, with what they are."""
        named = {str(each.id): f"{each.name}, {each.role}" for each in clinicians}
        self.clinician_id.choices = {"": "Nobody chosen", **named}

    def validate_clinician_id(self, field: Any) -> None:
        """The id of somebody. Raises `ValidationError`."""
        try:
            UUID(field.data or "")
        except ValueError as error:
            raise ValidationError("Choose a clinician of the list.") from error

    def chosen(self) -> UUID:
        """Who was chosen."""
        return UUID(self.clinician_id.data)


class TreatmentAnswerForm(FlaskForm):
    """A patient's answer to a clinician who would join the treatment team."""

    answer = StringField(validators=[AnyOf(ANSWERS)])
    fingerprint = shown_fingerprint()
