"""Consent to treatment for one course: each point answered by itself, and taken back in one press."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms.courses import ConsentToTreatmentForm
from journal.services.consents import treatment_consents
from journal.services.consents.consent_points import TOUCHES
from journal.services.consents.treatment_consents import TypedConsent
from journal.services.courses import course_pages
from journal.services.refusals import RecordMoved, RecordRefused, TextChanged
from journal.signin import actor
from journal.views.courses import LOOK

bp = Blueprint("treatment_consents", __name__, url_prefix="/course/<uuid:course_id>/consent")
CHANGED = "The text was changed meanwhile. What counts now stands here; nothing was answered yet."


@bp.get("")
def show(course_id: UUID) -> ResponseReturnValue:
    """The text on treatment, point by point, with what was answered."""
    return _page(course_id)


def _page(
    course_id: UUID, fields: Mapping[str, str] | None = None, status: int = 200, error: str = ""
) -> ResponseReturnValue:
    """The page, with what was chosen on it where it was not kept."""
    shown = course_pages.consent_page(actor(), course_id)
    mine = next((each for each in shown.course.consent.answers if each.number == shown.text.number), None)
    said = fields if fields is not None else _said(mine)
    page = render_template(
        "courses/consent.html", shown=shown, mine=mine, said=said, touches=TOUCHES, error=error,
        form=ConsentToTreatmentForm(formdata=MultiDict(fields) if fields else None),
    )  # fmt: skip
    return page, status


def _said(mine: Any) -> dict[str, str]:
    if mine is None or mine.withdrawn_at:
        return {}
    return {**mine.said, "touch": mine.touch, "touch_words": mine.touch_words}


@bp.post("")
def answer(course_id: UUID) -> ResponseReturnValue:
    """Keeps the answers to the version that was on the page."""
    form, typed = ConsentToTreatmentForm(), request.form.to_dict()
    if not form.validate():
        return _page(course_id, typed, 400, LOOK)
    number, seen = form.asked()
    points = {name: value for name, value in typed.items() if name.startswith("p") and name[1:].isdecimal()}
    said = TypedConsent(number, points, form.touch.data or "", form.touch_words.data or "", seen)
    try:
        treatment_consents.answer(actor(), course_id, said)
    except TextChanged:
        return _page(course_id, None, 409, CHANGED)
    except RecordRefused as refused:
        return _page(course_id, typed, 409 if isinstance(refused, RecordMoved) else 400, str(refused))
    pages.leave_notice("treatment-consent-kept")
    return redirect(url_for(".show", course_id=course_id), 303)


@bp.post("/withdraw")
def withdraw(course_id: UUID) -> ResponseReturnValue:
    """Takes consent back, on any day, with this one press."""
    treatment_consents.withdraw(actor(), course_id)
    pages.leave_notice("treatment-consent-withdrawn")
    return redirect(url_for(".show", course_id=course_id), 303)


def given_back(course_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page with answers that were not kept."""
    return _page(course_id, fields, error=error)
