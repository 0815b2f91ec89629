"""Forms of an evaluation: a section in words, an earlier treatment, red flags, and what is signed with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, RadioField, SelectField, StringField, TextAreaField, validators
from wtforms.validators import AnyOf, Length, Optional

from journal.forms.fields import id_of, line, words
from journal.forms.prompts import seen_version
from journal.services.evaluations import earlier_treatments as earlier
from journal.services.evaluations import evaluation_questions as questions
from journal.services.evaluations.earlier_treatments import TypedTreatment
from journal.services.evaluations.evaluation_sections import LONGEST, SectionView
from journal.services.evaluations.flag_views import ANSWERS, FlagView
from journal.services.evaluations.red_flags import TypedAnswer

STOP, GO_ON = "stop", "go_on"
_CARRIED = ("csrf_token", "version", "section", "step", "record_id", "token")


class EvaluationForm(FlaskForm):
    """What every form of an evaluation carries: the version that was seen, and where to go after saving."""

    version = HiddenField(default="0")
    step = StringField(validators=[AnyOf(("", STOP, GO_ON))], default="")

    def asked(self) -> list[Field]:
        """The fields that somebody fills in."""
        return [field for field in self if field.short_name not in _CARRIED]

    def seen(self) -> int:
        """The version that stood there when this was begun."""
        return seen_version(self.version.data)


class AnswersForm(EvaluationForm):
    """A section in words; its questions are added by `answers_form`."""

    section = HiddenField(validators=[Length(max=32)], default="")

    def typed(self) -> dict[str, str]:
        """The words, by question."""
        return {field.short_name: field.data or "" for field in self.asked()}


@cache
def answers_form(key: str) -> type[AnswersForm]:
    """The form of one section. Raises `NotAllowed` where there is no such section."""
    section = questions.section(key, questions.ANSWERS)
    asked = {each.key: words(each.label, LONGEST, description=each.hint) for each in section.questions}
    return type("SectionForm", (AnswersForm,), asked)


def answers_shown(view: SectionView) -> AnswersForm:
    """A section as it stands, to be filled in further."""
    form = answers_form(view.section.key)(formdata=None, data=view.words)
    form.version.data, form.section.data = str(view.version), view.section.key
    return form


class LeaveOutForm(FlaskForm):
    """Which section is left out, and the version that was seen."""

    section = StringField(validators=[Length(max=32)])
    version = HiddenField(default="0")

    def seen(self) -> int:
        """The version that stood there."""
        return seen_version(self.version.data)


def _choice(label: str, name: str, description: str = "") -> SelectField:
    choices = {"": "Leave open", **earlier.CHOICES[name]}
    return SelectField(
        label, [AnyOf(tuple(choices))], choices=choices, validate_choice=False, description=description, default=""
    )


class EarlierTreatmentForm(EvaluationForm):
    """One earlier treatment; only its name is needed."""

    name = line("Name", earlier.LONGEST_NAME, description="The medicine, or the kind of therapy.")
    kind = _choice("What it was", "kind")
    for_what = _choice("What it was for", "for_what")
    adequate = _choice("Enough of it, for long enough", "adequate", "The clinic fills this in where you do not know.")
    outcome = _choice("How it went", "outcome")
    notes = words("Dose, how long, and when", earlier.LONGEST_NOTES)
    record_id = HiddenField(validators=[Optional(), validators.UUID()], default="")
    token = HiddenField(default="")

    def typed(self) -> TypedTreatment:
        """What was typed."""
        return TypedTreatment(**{field.short_name: field.data or "" for field in self.asked()})

    def treatment_id(self) -> UUID | None:
        """The id that came with the form."""
        return id_of(self.record_id.data)


class RemoveForm(FlaskForm):
    """Which earlier treatment is removed."""

    record_id = StringField(validators=[validators.UUID()])


class FlagForm(Form):
    """The answer to one red flag, a note beside it, and how much had been done to it."""

    answer = RadioField(
        "Answer", [Optional(), AnyOf(tuple(ANSWERS))], choices=ANSWERS, validate_choice=False, default=""
    )
    note = TextAreaField("A word about it", default="")
    version = HiddenField(default="0")

    def typed(self) -> TypedAnswer:
        """The answer as it was typed."""
        return TypedAnswer(self.answer.data or "", self.note.data or "", seen_version(self.version.data))


def flag_forms(flags: Iterable[FlagView], sent: MultiDict[str, str] | None = None) -> dict[str, FlagForm]:
    """One form for each red flag that is asked, as they stand or as they were sent."""
    asked = [each for each in flags if each.is_asked]
    if sent is not None:
        return {each.code: FlagForm(formdata=sent, prefix=each.code) for each in asked}
    return {each.code: FlagForm(formdata=None, prefix=each.code, data=_standing(each)) for each in asked}


def _standing(flag: FlagView) -> Mapping[str, Any]:
    answer = flag.answer
    return {"answer": answer.answer if answer else "", "note": answer.words if answer else "", "version": flag.seen}


class SignForm(FlaskForm):
    """A signature: the reason, what is signed, and what had been seen of it."""

    reason = TextAreaField("Reason", default="")
    flag = HiddenField(validators=[Length(max=32)], default="")
    version = HiddenField(default="0")
    flags_seen = HiddenField(validators=[Length(max=2000)], default="")

    def seen(self) -> int:
        """How much had been done when this was begun."""
        return seen_version(self.version.data)
