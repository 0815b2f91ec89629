"""When measures are asked, for the clinic's manager: each point of a course, and how a series ends."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms import measures as forms
from journal.forms.measures import GapForm, PointForm
from journal.forms.prompts import VersionForm
from journal.services.measures import clinic_cadence
from journal.services.refusals import CadenceRefused, SettingsMoved
from journal.signin import actor
from journal.views.clinic import MOVED
from journal.views.clinic_prompts import LOOK

bp = Blueprint("clinic_cadence", __name__, url_prefix="/clinic/cadence")


@bp.get("")
def show() -> ResponseReturnValue:
    """Every point with its times and what it asks."""
    return _overview(None)


def _overview(form: GapForm | None, error: str = "", status: int = 200) -> ResponseReturnValue:
    page = clinic_cadence.page(actor())
    form = form or GapForm(formdata=None, data={"days": page.cadence.series_gap_days})
    return render_template("clinic/cadence.html", page=page, form=form, error=error), status


@bp.post("")
def change_gap() -> ResponseReturnValue:
    """Sets how long a gap ends a series."""
    clinic_cadence.page(actor())
    form = GapForm()
    if not form.validate():
        return _overview(form, LOOK, 400)
    try:
        clinic_cadence.change_gap(actor(), form.seen(), form.days.data or 0)
    except SettingsMoved:
        return _overview(form, MOVED, 409)
    pages.leave_notice("clinic-changed")
    return redirect(url_for(".show"), 303)


@bp.get("/<point>")
def edit(point: str) -> ResponseReturnValue:
    """The form of one point."""
    _, found = clinic_cadence.point(actor(), point)
    return _form(point, PointForm(formdata=None, data=forms.shown(found)))


def _form(code: str, form: PointForm, error: str = "", status: int = 200) -> ResponseReturnValue:
    page, found = clinic_cadence.point(actor(), code)
    choices = clinic_cadence.choices(page, found)
    return render_template(
        "clinic/cadence_point.html", page=page, point=found, form=form, choices=choices, error=error
    ), status


@bp.post("/<point>")
def change(point: str) -> ResponseReturnValue:
    """Keeps a point; what cannot be kept is given back with a word about it."""
    _, found = clinic_cadence.point(actor(), point)
    form = PointForm()
    form.at_the_start(found)
    if not form.validate():
        return _form(point, form, LOOK, 400)
    try:
        clinic_cadence.change_point(actor(), point, form.seen(), form.typed(found))
    except CadenceRefused as refused:
        return _form(point, form, str(refused), 400)
    except SettingsMoved:
        return _form(point, form, MOVED, 409)
    pages.leave_notice("clinic-changed")
    return redirect(url_for(".show", _anchor=point), 303)


@bp.post("/<point>/as-it-comes")
def reset(point: str) -> ResponseReturnValue:
    """Puts a point back to how it comes."""
    form = VersionForm()
    try:
        clinic_cadence.reset_point(actor(), point, form.seen())
    except CadenceRefused as refused:
        return _overview(None, str(refused), 400)
    except SettingsMoved:
        return _overview(None, MOVED, 409)
    pages.leave_notice("clinic-changed")
    return redirect(url_for(".show", _anchor=point), 303)
