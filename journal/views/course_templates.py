"""The clinic's templates of courses, for its manager."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.courses import TemplatesForm
from journal.services.clinics import clinic_settings
from journal.services.courses import course_templates
from journal.services.refusals import SettingsMoved, TemplateRefused
from journal.signin import actor
from journal.views.clinic import MOVED

bp = Blueprint("course_templates", __name__, url_prefix="/clinic/courses")


@bp.get("")
def edit() -> ResponseReturnValue:
    """The templates, each a row."""
    settings = clinic_settings.settings(actor())
    stored = course_templates.read(settings.values["course_templates"]) or course_templates.built_in()
    return _page(TemplatesForm(formdata=None, data={"rows": [asdict(each) for each in stored]}))


def _page(form: TemplatesForm, error: str = "", status: int = 200) -> ResponseReturnValue:
    settings = clinic_settings.settings(actor())
    form.version.data, form.version.raw_data = str(settings.version), None
    form.offer_rows()
    return render_template("clinic/courses.html", form=form, error=error), status


@bp.post("")
def change() -> ResponseReturnValue:
    """Keeps them; what cannot be kept is given back with a word about it."""
    clinic_settings.settings(actor())
    form = TemplatesForm()
    if not form.validate():
        return _page(form, status=400)
    try:
        kept = course_templates.checked(form.typed())
        clinic_settings.change(actor(), form.seen(), {"course_templates": course_templates.written(kept)})
    except TemplateRefused as refused:
        return _page(form, str(refused), 400)
    except SettingsMoved:
        return _page(form, MOVED, 409)
    pages.leave_notice("clinic-changed")
    return redirect(url_for("clinic.show", _anchor="courses"), 303)
