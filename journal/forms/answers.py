"""Forms for measures: answers to questions that are data, what is asked for, and what a clinician enters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from uuid import UUID

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, SelectField, StringField, validators
from wtforms.validators import AnyOf, Length, Optional

from journal.forms.fields import id_of, line, one_of, words
from journal.forms.prompts import seen_version
from journal.services.measures import asks, entries
from journal.services.measures.answering import TypedAnswers
from journal.services.measures.asks import TypedAsk
from journal.services.measures.definition import RESULT_KEY, TOTAL, TOTAL_KEY, VERSION_KEY, Instrument
from journal.services.measures.entries import TypedEntry

NEXT, BACK, SKIP, FINISH, AS_IT_IS = "next", "back", "skip", "finish", "as_it_is"
LEAVE_OPEN, KEEP, STOP, ALL, ONE = "leave_open", "keep", "stop", "all", "one"
STEPS = (NEXT, BACK, SKIP, FINISH, AS_IT_IS, LEAVE_OPEN, KEEP, STOP, ALL, ONE)
TWICE = "A question was answered twice at once, so nothing of this page was saved. Choose one answer for each."
NO_QUESTION = (
    "The page sent something that is no question of this measure, so nothing of it was saved. Answer once more."
)
NO_ANSWER = "An answer was not among those that can be chosen, so nothing of this page was saved. Choose once more."
_NUMBER = re.compile(r"-?[0-9]{1,5}")  # the schema has no answer that is longer
PREFIX = "a-"  # before the id of a question, so that a clinic may call one as it likes
_CARRIED = {
    "csrf_token", "measure", "definition", "record_id", "token", "version", "at", "step", "all_at_once", "taken_on",
    "words", "helped",
}  # fmt: skip


class NotAnswers(ValueError):
    """What was sent cannot be read as answers; the message says why."""


def answers_of(instrument: Instrument | None, sent: MultiDict[str, str]) -> dict[str, int]:
    """The answers among the fields that were sent, whether or not they are in range. Raises `NotAnswers` for a question
    answered twice, a field that is no question, and an answer that is no number."""
    if any(len(sent.getlist(name)) > 1 for name in sent):
        raise NotAnswers(TWICE)
    given = {name: value for name, value in sent.items() if name not in _CARRIED}
    if instrument is not None and not set(given) <= set(_names(instrument)):
        raise NotAnswers(NO_QUESTION)
    return {name.removeprefix(PREFIX): _number(value) for name, value in given.items() if value.strip()}


def _names(instrument: Instrument) -> Iterator[str]:
    names = (VERSION_KEY, RESULT_KEY, TOTAL_KEY) if instrument.kind == TOTAL else (each.id for each in instrument.asked)
    yield from (PREFIX + name for name in names)


def _number(value: str) -> int:
    if not _is_number(value.strip()):
        raise NotAnswers(NO_ANSWER)
    return int(value)


def _is_number(value: str) -> bool:
    return bool(_NUMBER.fullmatch(value))


def chosen(sent: Mapping[str, str]) -> dict[str, int]:
    """Whatever can be shown as chosen again of what was sent."""
    given = {name.removeprefix(PREFIX): value for name, value in sent.items() if name.startswith(PREFIX)}
    return {name: int(value) for name, value in given.items() if _is_number(value)}


class MeasureForm(FlaskForm):
    """What every page with questions carries: the measure, its definition, and the id that was made with the form."""

    measure = HiddenField(validators=[Length(min=1, max=32)], default="")
    definition = HiddenField(validators=[Length(min=1, max=32)], default="")
    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(validators=[Length(max=200)], default="")

    def record(self) -> UUID | None:
        """The id that came with the form."""
        return id_of(self.record_id.data)


class AnswerForm(MeasureForm):
    """Answers of one question, or of all of them on one page."""

    version = HiddenField(default="0")
    at = HiddenField(default="1")
    step = StringField(validators=[AnyOf(STEPS)], default=NEXT)
    all_at_once = HiddenField(validators=[AnyOf(("", "yes"))], default="")
    helped = HiddenField(default="")  # the page with help was shown for these answers

    def number(self) -> int:
        """The place of the question that was answered."""
        return max(seen_version(self.at.data), 1)

    def begun(self) -> UUID | None:
        """The response that was begun before this page was made."""
        return self.record() if seen_version(self.version.data) > 0 else None

    def is_whole(self) -> bool:
        """Whether all questions stood on the page."""
        return self.all_at_once.data == "yes"

    def typed(self, answers: dict[str, int], left: frozenset[str]) -> TypedAnswers:
        """What a service takes."""
        return TypedAnswers(
            self.measure.data or "", self.definition.data or "", answers, left, seen_version(self.version.data),
            self.record(), self.token.data or "",
        )  # fmt: skip


class AskForm(FlaskForm):
    """Which measure is asked for, by which day, and a word to the patient."""

    measure = SelectField("Measure", validate_choice=False)
    due_on = DateField("By which day", [Optional()])
    words = words("A word to the patient (optional)", asks.LONGEST)
    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(validators=[Length(max=200)], default="")

    def offer(self, instruments: tuple[Instrument, ...]) -> AskForm:
        """Fills in what can be asked for; nothing is chosen beforehand."""
        self.measure.choices = {"": "Choose", **{each.id: each.full_name for each in instruments}}
        return self

    def typed(self) -> TypedAsk:
        """What a service takes."""
        return TypedAsk(
            self.measure.data or "", self.due_on.data, self.words.data or "", id_of(self.record_id.data),
            self.token.data or "",
        )  # fmt: skip


class EntryForm(MeasureForm):
    """The day and a word beside what is entered."""

    taken_on = DateField("Day it was taken", [Optional()])
    words = line("A word about it (optional)", entries.LONGEST)

    def typed(self, answers: dict[str, int]) -> TypedEntry:
        """What a service takes."""
        return TypedEntry(
            self.measure.data or "", self.definition.data or "", self.taken_on.data, answers, self.words.data or "",
            self.record(), self.token.data or "",
        )  # fmt: skip


class PointsForm(FlaskForm):
    """Whether points are shown."""

    points = one_of("My points", {"show": "Show my points to me", "hide": "Do not show me my points"})


class NotThisTimeForm(FlaskForm):
    """What is left this time: a measure, and the day it was due."""

    measure = StringField(validators=[Length(min=1, max=32)])
    due_on = DateField(validators=[validators.InputRequired()])


class RecordForm(FlaskForm):
    """Which record a button is about."""

    record_id = StringField(validators=[validators.UUID()])
