"""The form in which a patient tells of a session: when it ended."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, validators
from wtforms.validators import AnyOf, Optional

from journal.forms.fields import TimeOfDayField
from journal.services.sessions.telling import AN_HOUR_AGO, AT_A_TIME, JUST_NOW, TypedEnd

_CHOICES = {JUST_NOW: "Just now", AN_HOUR_AGO: "About an hour ago", AT_A_TIME: "At this time"}


class TellingForm(FlaskForm):
    """One question, and the id made with it."""

    ended = RadioField("When did it end?", [AnyOf(list(_CHOICES), message="Choose when it ended.")], choices=_CHOICES,
                       validate_choice=False, default=JUST_NOW)  # fmt: skip
    day = DateField("Day", [Optional()])
    at = TimeOfDayField("Time", [Optional()])
    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")

    def typed(self) -> TypedEnd:
        """When it ended, as a service takes it."""
        record_id = UUID(self.record_id.data) if self.record_id.data else None
        return TypedEnd(self.ended.data or "", self.day.data, self.at.data, record_id, self.token.data or "")
