"""Forms of the manager: inviting a person, assigning a therapist, handing patients over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, SelectField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, ValidationError

from journal.forms.fields import YesOrNoField, line, tidy
from journal.services.people.people import ROLES, PersonCard


def _choices(cards: list[PersonCard]) -> dict[str, str]:
    return {"": "Nobody chosen", **{str(each.id): each.name for each in cards}}


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


class InviteForm(FlaskForm):
    """Who is invited, and as what."""

    role = SelectField(
        "Role", [AnyOf(ROLES, message="Choose what they are here.")], validate_choice=False,
        choices={role: role.capitalize() for role in ROLES},
    )  # fmt: skip
    name = line("Full name", 200, "Give the full name.")
    email = EmailField(
        "Email", [DataRequired("Give a whole email address."), Length(max=254, message="Use 254 characters or fewer.")],
        filters=[tidy], description="They sign in with it.",
    )  # fmt: skip
    identifier = line(
        "Second identifier", 100,
        description="Date of birth or clinic number. A patient needs one: staff see it beside the name.",
    )  # fmt: skip
    credentials = line(
        "Credentials", 100, description='For staff, such as "LMFT". Patients read them before they let somebody read.'
    )
    therapist_id = SelectField("Therapist", validate_choice=False, description="For a patient, or leave it for later.")

    def offer(self, therapists: list[PersonCard]) -> None:
        """The therapists there are to choose from."""
        self.therapist_id.choices = _choices(therapists)

    def validate_identifier(self, field: Any) -> None:
        """A patient is named with a second identifier. Raises `ValidationError`."""
        if self.role.data == "patient" and not field.data:
            raise ValidationError('A patient needs one, for example "born 4 May 1986".')

    def validate_credentials(self, field: Any) -> None:
        """Only staff have credentials. Raises `ValidationError`."""
        if self.role.data == "patient" and field.data:
            raise ValidationError("Credentials are for staff. Leave this empty for a patient.")

    def typed(self) -> dict[str, Any]:
        """What was typed, as a service takes it."""
        names = ("role", "name", "email", "identifier", "credentials")
        return {**{name: self[name].data for name in names}, "therapist_id": _id(self.therapist_id.data)}


class LicenceForm(FlaskForm):
    """The number of a licence, and the day it runs out; both empty where there is none."""

    licence_number = line("Licence number", 100)
    expires_on = DateField("Runs out on", [Optional()])


class TherapistForm(FlaskForm):
    """A therapist who is chosen."""

    therapist_id = SelectField("Therapist", [DataRequired("Choose a therapist.")], validate_choice=False)

    def offer(self, therapists: list[PersonCard]) -> None:
        """The therapists there are to choose from."""
        self.therapist_id.choices = _choices(therapists)

    def validate_therapist_id(self, field: Any) -> None:
        """The id of somebody. Raises `ValidationError`."""
        if _id(field.data) is None:
            raise ValidationError("Choose a therapist of the list.")

    def chosen(self) -> UUID:
        """Who was chosen."""
        return UUID(self.therapist_id.data)


class HandOverForm(TherapistForm):
    """Who takes the patients over, and whether the one before stops reading now."""

    end_now = YesOrNoField(
        "Until each patient has answered",
        yes="End the care of who leaves now; nobody may read until the patient answers",
        no="Who leaves goes on reading; end it later, patient by patient",
        default=False,
    )
