"""A patient's own course of treatment: what is planned, what was held, and what they would prefer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms.courses import PreferenceForm
from journal.services.courses import course_pages, course_parts
from journal.services.refusals import RecordMoved, RecordRefused
from journal.signin import actor
from journal.views.courses import LOOK

bp = Blueprint("own_course", __name__, url_prefix="/course")


@bp.get("")
def show() -> ResponseReturnValue:
    """The course that goes on, and those before."""
    return render_template("courses/own.html", own=course_pages.own(actor()))


@bp.get("/<uuid:course_id>/preference")
def edit(course_id: UUID) -> ResponseReturnValue:
    """The form of what the patient would prefer."""
    stands = course_pages.own(actor()).course(course_id).preference
    form = PreferenceForm(formdata=None, data={"words": stands.now.words if stands and stands.now else ""})
    form.version.data = str(stands.version if stands else 0)
    return _form(course_id, form)


def _form(
    course_id: UUID, form: PreferenceForm, status: int = 200, error: str = "", *, moved: bool = False
) -> ResponseReturnValue:
    view = course_pages.own(actor()).course(course_id)
    if moved and view.preference:
        form.version.data = str(view.preference.version)
    now = view.preference.now if moved and view.preference else None
    return render_template("courses/preference.html", course=view, form=form, error=error, now=now), status


@bp.post("/<uuid:course_id>/preference")
def prefer(course_id: UUID) -> ResponseReturnValue:
    """Keeps what the patient would prefer."""
    form = PreferenceForm()
    if not form.validate():
        return _form(course_id, form, 400, LOOK)
    try:
        course_parts.prefer(actor(), course_id, form.words.data or "", form.seen())
    except RecordRefused as refused:
        moved = isinstance(refused, RecordMoved)
        return _form(course_id, form, 409 if moved else 400, str(refused), moved=moved)
    pages.leave_notice("preference-kept")
    return redirect(url_for(".show"), 303)


def given_back(course_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form with words that were not kept."""
    return _form(course_id, PreferenceForm(formdata=MultiDict(fields)), error=error)
