"""The form of a reflection."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, IntegerField, StringField, TextAreaField, validators
from wtforms.validators import AnyOf, Length, NumberRange, Optional, Regexp, ValidationError

from journal.forms.fields import id_of
from journal.services.prompts.moments import codes
from journal.services.reflections.audiences import ONLY_ME, THERAPIST
from journal.services.reflections.drafts import Words

LARGEST = 2**31 - 1
_WHOM = rf"(?:{THERAPIST}|[0-9a-f]{{32}})\Z"
ONE_OR_ALL = rf"(?:{ONLY_ME}|{THERAPIST}|[0-9a-f]{{32}})\Z"  # the last one: the id of one therapist of two


class ReflectionForm(FlaskForm):
    """What was typed, who may read it, and the versions its writer had seen."""

    title = StringField("Title (optional)", default="")
    text = TextAreaField("Your reflection", default="")
    audience = StringField("Who can read this", [Regexp(ONE_OR_ALL)], default=ONLY_ME)
    asked_twice = StringField(validators=[Optional(), Regexp(_WHOM)], default="")  # for whom, on a day of rest
    base_version = IntegerField(validators=[NumberRange(0, LARGEST)], default=0)
    draft_version = IntegerField(validators=[NumberRange(0, LARGEST)], default=0)
    token = HiddenField(default="")
    resolution = HiddenField(validators=[Optional(), AnyOf(("use_this", "keep_both"))], default="")
    new_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    new_token = HiddenField(default="")
    session_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    moment = HiddenField(validators=[Optional(), AnyOf(codes())], default="")
    prompt = HiddenField(validators=[Length(max=32)], default="")
    turn = HiddenField(validators=[Length(max=32)], default="")
    skip = HiddenField(validators=[Length(max=32)], default="")

    def validate_resolution(self, field: HiddenField) -> None:
        """Keeping both needs the id that was made with the conflict page."""
        if field.data == "keep_both" and not self.new_id.data:
            raise ValidationError

    def words(self, reflection_id: UUID) -> Words:
        """What was typed, for the reflection it belongs to."""
        audience = self.asked_twice.data or self.audience.data or ONLY_ME
        return Words(
            reflection_id, self.title.data or "", self.text.data or "", audience,
            self.base_version.data or 0, self.draft_version.data or 0, self.token.data or "",
            id_of(self.session_id.data), self.moment.data or "", self.turn.data or self.prompt.data or "",
        )  # fmt: skip

    def words_apart(self) -> Words:
        """What was typed, as a new reflection for its writer alone."""
        return Words(
            UUID(self.new_id.data), self.title.data or "", self.text.data or "", token=self.new_token.data or "",
            session_id=id_of(self.session_id.data), moment=self.moment.data or "",
        )  # fmt: skip


class ShareForm(FlaskForm):
    """Who is to read a saved reflection; everybody in care where nothing is said."""

    audience = StringField(validators=[Regexp(_WHOM)], default=THERAPIST)
    asked_twice = HiddenField(default="")


class PlaceForm(Form):
    """Where a new page belongs, as its address names it: a session, and one of its moments."""

    session = StringField(validators=[Optional(), validators.UUID()])
    moment = StringField(validators=[Optional(), AnyOf(codes())])

    def session_id(self) -> UUID | None:
        """The id of the session."""
        return id_of(self.session.data)
