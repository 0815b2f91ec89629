"""What the treatment team writes about a course: the dose plan, and what the patient told of their preference."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms.courses import DosePlanForm, ToldForm, course_of
from journal.services.courses import course_pages, course_parts
from journal.services.courses.course_pages import PatientCourses
from journal.services.courses.course_views import CourseView, PartView
from journal.services.refusals import RecordMoved, RecordRefused
from journal.signin import actor
from journal.views.courses import LOOK

bp = Blueprint("course_parts", __name__, url_prefix="/patients/<uuid:patient_id>/course/<uuid:course_id>")


@bp.get("/dose")
def edit_dose(patient_id: UUID, course_id: UUID) -> ResponseReturnValue:
    """The dose plan as it stands, for a prescriber of the team."""
    plan = _found(patient_id, course_id)[1].dose_plan
    now = plan.now if plan else None
    said = {"dose": now.dose, "unit": now.unit, "words": now.words} if now else {}
    return _dose(patient_id, course_id, _opened(DosePlanForm(formdata=None, data=said), plan))


def _found(patient_id: UUID, course_id: UUID) -> tuple[PatientCourses, CourseView]:
    patient = course_pages.of_patient(actor(), patient_id)
    if not patient.may_write:
        abort(404)
    return patient, patient.course(course_id)


def _opened(form: Any, part: PartView | None) -> Any:
    form.version.data = str(part.version if part else 0)
    return form


def _dose(
    patient_id: UUID, course_id: UUID, form: DosePlanForm, status: int = 200, error: str = "", *, moved: bool = False
) -> ResponseReturnValue:
    patient, view = _found(patient_id, course_id)
    if not patient.may_prescribe:
        abort(404)
    return _page("courses/dose.html", patient, view, form, (view.dose_plan, moved, error, status))


def _page(
    template: str, patient: PatientCourses, view: CourseView, form: Any,
    told: tuple[PartView | None, bool, str, int],
) -> ResponseReturnValue:  # fmt: skip
    """The page of a form; where it stands otherwise by now, that is shown, and saving again replaces it."""
    part, moved, error, status = told
    if moved:
        _opened(form, part)
    page = render_template(
        template, patient=patient, course=view, form=form, error=error, now=part.now if moved and part else None
    )
    return page, status


@bp.post("/dose")
def save_dose(patient_id: UUID, course_id: UUID) -> ResponseReturnValue:
    """Keeps the dose plan; what stood before stays below it."""
    form = DosePlanForm()
    if not form.validate():
        return _dose(patient_id, course_id, form, 400, LOOK)
    try:
        course_parts.write_dose_plan(actor(), patient_id, course_id, form.value(), form.seen())
    except RecordRefused as refused:
        moved = isinstance(refused, RecordMoved)
        return _dose(patient_id, course_id, form, 409 if moved else 400, str(refused), moved=moved)
    return _saved(patient_id)


def _saved(patient_id: UUID) -> ResponseReturnValue:
    pages.leave_notice("course-saved")
    return redirect(url_for("courses.show", patient_id=patient_id), 303)


@bp.get("/told")
def edit_told(patient_id: UUID, course_id: UUID) -> ResponseReturnValue:
    """What the patient told of their preference, as it was noted."""
    told = _found(patient_id, course_id)[1].told
    form = ToldForm(formdata=None, data={"words": told.now.words if told and told.now else ""})
    return _told(patient_id, course_id, _opened(form, told))


def _told(
    patient_id: UUID, course_id: UUID, form: ToldForm, status: int = 200, error: str = "", *, moved: bool = False
) -> ResponseReturnValue:
    patient, view = _found(patient_id, course_id)
    return _page("courses/told.html", patient, view, form, (view.told, moved, error, status))


@bp.post("/told")
def save_told(patient_id: UUID, course_id: UUID) -> ResponseReturnValue:
    """Keeps what was told."""
    form = ToldForm()
    if not form.validate():
        return _told(patient_id, course_id, form, 400, LOOK)
    try:
        course_parts.note_told(actor(), patient_id, course_id, form.words.data or "", form.seen())
    except RecordRefused as refused:
        moved = isinstance(refused, RecordMoved)
        return _told(patient_id, course_id, form, 409 if moved else 400, str(refused), moved=moved)
    return _saved(patient_id)


def dose_given_back(patient_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form with a dose plan that was not saved."""
    course_id = course_of(fields) or abort(404)
    return _dose(patient_id, course_id, DosePlanForm(formdata=MultiDict(fields)), error=error)


def told_given_back(patient_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form with a preference that was not noted."""
    course_id = course_of(fields) or abort(404)
    return _told(patient_id, course_id, ToldForm(formdata=MultiDict(fields)), error=error)
