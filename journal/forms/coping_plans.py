"""The form of a coping plan: six parts, who may read it, and the version its writer had seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, NumberRange, Optional, Regexp

from journal.forms.reflections import LARGEST, ONE_OR_ALL
from journal.services.coping_plans import plan_parts
from journal.services.coping_plans.coping_plans import TypedPlan
from journal.services.reflections.audiences import ONLY_ME


class CopingPlanForm(FlaskForm):
    """What was typed; `resolution` is what a page with two plans was answered with."""

    signs = TextAreaField(default="")
    alone = TextAreaField(default="")
    places = TextAreaField(default="")
    people = TextAreaField(default="")
    professionals = TextAreaField(default="")
    safer = TextAreaField(default="")
    audience = StringField("Who can read this", [Regexp(ONE_OR_ALL)], default=ONLY_ME)
    share_today = BooleanField("Share it today all the same")
    base_version = IntegerField(validators=[NumberRange(0, LARGEST)], default=0)
    resolution = HiddenField(validators=[Optional(), AnyOf(("use_this", "keep_both"))], default="")

    def typed(self) -> TypedPlan:
        """What was typed, for whom, and on which version."""
        words = {key: self[key].data or "" for key in plan_parts.part_keys()}
        return TypedPlan(
            words, self.audience.data or ONLY_ME, self.base_version.data or 0, bool(self.share_today.data)
        )  # fmt: skip


def given_back(fields: Mapping[str, Any]) -> TypedPlan:
    """What an earlier form had carried; what is no version counts as none seen."""
    seen = str(fields.get("base_version", ""))[:9]
    words = {key: str(fields.get(key, "")) for key in plan_parts.part_keys()}
    return TypedPlan(words, str(fields.get("audience", ONLY_ME)), int(seen) if seen.isdecimal() else 0)
