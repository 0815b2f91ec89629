"""Forms of an enquiry, of a referral as it came, and of what is answered to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, RadioField, StringField, validators
from wtforms.validators import AnyOf, Optional

from journal.forms.fields import WholeNumberField, line, words
from journal.forms.session_records import PartForm
from journal.services.referrals.referral_answers import Answer, Seen
from journal.services.referrals.referral_words import ENQUIRY, KINDS, LETTER, Enquiry, Letter, Words
from journal.services.referrals.referrals import Sent

ANSWERS = ("accepted", "declined", "closed", "taken_back")


class DayOrNothing(DateField):
    """A day that may be left out; what is none is said in plain words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the day. Raises `ValueError` with what is wanted."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Give a day, such as 2026-05-03, or leave this empty.") from error


class NotedForm(PartForm):
    """One part of how a patient came; its id is made with the form, so that sending it twice notes it once."""

    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")

    def sent(self) -> Sent:
        """What the form carries beside its words."""
        record_id = UUID(self.record_id.data) if self.record_id.data else None
        return Sent(self.seen(), record_id, self.token.data or "", self.meant.data or "")

    def typed(self) -> Words:
        """The words as a service takes them."""
        raise TypeError("ask one of its kinds")


class EnquiryForm(NotedForm):
    """How somebody came before any referral, and the free consultation."""

    came_on = DayOrNothing("Day of the enquiry", [Optional()], description="Empty means today.")
    came_by = words("How they came", 2000, description="Who told them of the clinic, and how they asked.")
    asks = words("What they ask", 4000)
    consultation_on = DayOrNothing("Day of the consultation", [Optional()], description="The first, free one.")
    said = words("What was said at the consultation", 8000)

    def typed(self) -> Enquiry:
        """The words as a service takes them."""
        return Enquiry(
            self.came_on.data, self.came_by.data or "", self.asks.data or "", self.consultation_on.data,
            self.said.data or "",
        )  # fmt: skip


class LetterForm(NotedForm):
    """A referral as it came."""

    referrer = line("Who refers", 200, description="Their name.")
    kind = RadioField("What they are", [Optional(), AnyOf(tuple(KINDS))], choices=KINDS, validate_choice=False)
    credential = line("Credential", 200, description="As it stands behind the name, or on the letter.")
    dated_on = DayOrNothing("Date of the referral", [Optional()])
    received_on = DayOrNothing("Day it came", [Optional()], description="Empty means today.")
    indication = words("Indication", 4000, description="What it is for, in the words of who refers.")
    document = line("Document reference", 200, description="Where the letter lies. The letter itself stays there.")

    def typed(self) -> Letter:
        """The words as a service takes them."""
        return Letter(
            self.referrer.data or "", self.credential.data or "", self.kind.data or "", self.dated_on.data,
            self.received_on.data, self.indication.data or "", self.document.data or "",
        )  # fmt: skip


class AnswerForm(FlaskForm):
    """What is answered, and why; `told` marks the reason as told to the patient."""

    what = StringField(validators=[AnyOf(ANSWERS, message="Choose one of the two.")])
    reason = words("Reason", 4000)
    told = BooleanField("Told to the patient")
    record_id = HiddenField(validators=[validators.UUID()])
    version = WholeNumberField()

    def typed(self) -> Answer:
        """The answer as a service takes it."""
        return Answer(self.what.data or "", self.reason.data or "", bool(self.told.data))

    def seen(self) -> Seen:
        """What stood on the page."""
        return Seen(UUID(self.record_id.data), self.version.data or 0)


class RemovalForm(FlaskForm):
    """Which referral was noted by mistake, in the version that was seen."""

    record_id = HiddenField(validators=[validators.UUID()])
    version = WholeNumberField()


class ToldForm(FlaskForm):
    """Which reason was told to the patient."""

    record_id = HiddenField(validators=[validators.UUID()])
    act_id = HiddenField(validators=[validators.UUID()])


FORMS: dict[str, tuple[str, type[NotedForm]]] = {
    ENQUIRY: ("Enquiry", EnquiryForm), LETTER: ("Referral", LetterForm),
}  # fmt: skip
