"""The forms of insights and goals, and of the strategies, check-ins and changes that follow from them."""

from __future__ import annotations

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField, validators
from wtforms.validators import AnyOf, NumberRange, Optional, Regexp

from journal.forms.passages import WordsForm
from journal.forms.reflections import LARGEST
from journal.services.insights.insight_rows import GOAL, INSIGHT
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import New, TypedChange, TypedStrategy
from journal.services.reflections.audiences import ONLY_ME, THERAPIST

_AUDIENCE = rf"(?:{ONLY_ME}|{THERAPIST}|[0-9a-f]{{32}})\Z"


def _clean(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\x00", "")


class MadeForm(WordsForm):
    """The sentence of an insight, beside the words it is made from; its id comes with them."""

    sentence = TextAreaField("The insight, in one sentence", default="")

    def insight(self) -> TypedInsight:
        """The sentence as a service takes it."""
        words = self.typed()
        return TypedInsight(_clean(self.sentence.data), id=words.id, token=words.token)


class NewForm(FlaskForm):
    """What every form that makes something carries, so that sending it twice makes one."""

    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")
    audience = StringField(validators=[Regexp(_AUDIENCE)], default=ONLY_ME)

    def new(self) -> New:
        """The id that was made with the form."""
        return New(UUID(self.record_id.data) if self.record_id.data else None, self.token.data or "")


class InsightForm(NewForm):
    """An insight from no page, or a goal."""

    kind = StringField(validators=[AnyOf((INSIGHT, GOAL))], default=INSIGHT)
    sentence = TextAreaField("In one sentence", default="")
    area = StringField("Area of life", default="")

    def insight(self) -> TypedInsight:
        """What was typed, as a service takes it."""
        new = self.new()
        audience = self.audience.data or ONLY_ME
        return TypedInsight(_clean(self.sentence.data), self.area.data or "", audience, new.id, new.token)


class ChangedInsightForm(FlaskForm):
    """New words for an insight or a goal, and the version that stood there."""

    sentence = TextAreaField("In one sentence", default="")
    area = StringField("Area of life", default="")
    version = IntegerField(validators=[NumberRange(1, LARGEST)], default=1)

    def insight(self) -> TypedInsight:
        """What was typed, as a service takes it."""
        return TypedInsight(_clean(self.sentence.data), self.area.data or "")


class StrategyForm(NewForm):
    """One small act, when, how it is known to be done, who knows of it; and the version that stood there."""

    act = TextAreaField("One small thing to do", default="")
    when = StringField("When", default="")
    done_when = StringField("How I know it is done", default="")
    who_knows = StringField("Who knows of it", default="")
    version = IntegerField(validators=[NumberRange(1, LARGEST)], default=1)

    def strategy(self) -> TypedStrategy:
        """What was typed, as a service takes it."""
        fields = (self.act, self.when, self.done_when, self.who_knows)
        return TypedStrategy(*(_clean(field.data) for field in fields))


class CheckInForm(NewForm):
    """How a strategy went, and what got in the way."""

    outcome = StringField("How did it go?", default="")
    in_the_way = TextAreaField("What got in the way", default="")

    def words(self) -> str:
        """What got in the way."""
        return _clean(self.in_the_way.data)


class ChangeForm(NewForm):
    """A change that was noticed, and by whom."""

    what = TextAreaField("What has changed", default="")
    who_noticed = StringField("Who noticed", default="")

    def change(self) -> TypedChange:
        """What was typed, as a service takes it."""
        return TypedChange(_clean(self.what.data), _clean(self.who_noticed.data), self.audience.data or ONLY_ME)


class AnswerForm(FlaskForm):
    """What becomes of a question that came again."""

    answer = StringField(validators=[AnyOf(("write", "change", "skip", "never"))], default="")


class WhomForm(FlaskForm):
    """Who is to read it from now on."""

    audience = StringField(validators=[Regexp(_AUDIENCE)], default=THERAPIST)
