"""Courses of a patient for the treatment team: the page, planning one, changing it, and moving it on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms import courses as forms
from journal.forms.courses import CourseForm, StageForm
from journal.services.courses import course_pages, courses
from journal.services.refusals import RecordMoved, RecordRefused
from journal.signin import actor

bp = Blueprint("courses", __name__, url_prefix="/patients/<uuid:patient_id>/course")
LOOK = "Nothing was saved yet. What needs another look is marked below; your words are still there."


@bp.get("")
def show(patient_id: UUID) -> ResponseReturnValue:
    """The courses of a patient, the one that goes on first."""
    return _show(patient_id)


def _show(patient_id: UUID, error: str = "", status: int = 200) -> ResponseReturnValue:
    shown = course_pages.of_patient(actor(), patient_id)
    return render_template("courses/show.html", patient=shown, error=error), status


@bp.get("/new")
def new(patient_id: UUID) -> ResponseReturnValue:
    """The form of a new course; nothing in it is chosen beforehand."""
    return _form(patient_id, CourseForm(formdata=None))


def _form(
    patient_id: UUID, form: CourseForm, course_id: UUID | None = None, status: int = 200, error: str = "",
    *, moved: bool = False,
) -> ResponseReturnValue:  # fmt: skip
    patient = course_pages.of_patient(actor(), patient_id)
    if not patient.may_write:
        abort(404)
    view = patient.course(course_id) if course_id else None
    offered = courses.templates(actor())
    kept = (view.template,) if view and view.template and view.template.code not in {t.code for t in offered} else ()
    form.offer((*kept, *offered))
    if moved and view:
        form.version.data = str(view.version)
    page = render_template(
        "courses/edit.html", patient=patient, view=view, form=form, error=error, now=view if moved else None
    )
    return page, status


@bp.post("/new")
def plan(patient_id: UUID) -> ResponseReturnValue:
    """Plans a course; what is refused comes back with what was typed."""
    form = CourseForm()
    if not form.validate():
        return _form(patient_id, form, status=400, error=LOOK)
    try:
        courses.plan(actor(), patient_id, form.typed())
    except RecordRefused as refused:
        return _form(patient_id, form, status=400, error=str(refused))
    pages.leave_notice("course-planned")
    return redirect(url_for(".show", patient_id=patient_id), 303)


@bp.get("/<uuid:course_id>/edit")
def edit(patient_id: UUID, course_id: UUID) -> ResponseReturnValue:
    """A course as it stands, to be changed."""
    view = course_pages.of_patient(actor(), patient_id).course(course_id)
    form = CourseForm(formdata=None, data=forms.shown(view))
    form.version.data = str(view.version)
    return _form(patient_id, form, course_id)


@bp.post("/<uuid:course_id>/edit")
def change(patient_id: UUID, course_id: UUID) -> ResponseReturnValue:
    """Keeps a changed course."""
    form = CourseForm()
    if not form.validate():
        return _form(patient_id, form, course_id, 400, LOOK)
    try:
        courses.change(actor(), patient_id, course_id, form.typed(), form.seen())
    except RecordRefused as refused:
        moved = isinstance(refused, RecordMoved)
        return _form(patient_id, form, course_id, 409 if moved else 400, str(refused), moved=moved)
    pages.leave_notice("course-saved")
    return redirect(url_for(".show", patient_id=patient_id), 303)


@bp.post("/<uuid:course_id>/stage")
def move(patient_id: UUID, course_id: UUID) -> ResponseReturnValue:
    """Moves a course on, or ends it."""
    form = StageForm()
    course_pages.of_patient(actor(), patient_id).course(course_id)
    if not form.validate():
        abort(400)
    try:
        courses.move(actor(), patient_id, course_id, form.stage.data or "", form.seen())
    except RecordRefused as refused:
        return _show(patient_id, str(refused), 409)
    pages.leave_notice("course-moved")
    return redirect(url_for(".show", patient_id=patient_id), 303)


def given_back(patient_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form with a course that was not saved."""
    return _form(patient_id, CourseForm(formdata=MultiDict(fields)), forms.course_of(fields), error=error)
