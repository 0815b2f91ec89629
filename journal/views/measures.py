"""A patient's own measures: what waits, what was begun and answered, and how it is shown."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.answers import NotThisTimeForm, PointsForm
from journal.services.measures import asks, measure_choice, measure_lists, measure_overview, results
from journal.signin import actor

bp = Blueprint("measures", __name__, url_prefix="/measures")


@bp.get("")
def index() -> ResponseReturnValue:
    """What waits to be answered, what was begun, what can be filled in at any time, and what was answered."""
    courses = measure_overview.own(actor())
    return render_template("measures/index.html", measures=measure_lists.own(actor()), courses=courses)


@bp.get("/answered/<uuid:record_id>")
def result(record_id: UUID) -> ResponseReturnValue:
    """What a patient sees of one finished response."""
    return render_template("measures/result.html", result=results.result(actor(), record_id))


@bp.post("/points")
def show_points() -> ResponseReturnValue:
    """Turns one's own points on or off."""
    form = PointsForm()
    if not form.validate() or not form.points.data:
        abort(400)
    measure_choice.show_points(actor(), shows_points=form.points.data == "show")
    pages.leave_notice("measure-points")
    return redirect(url_for(".index"), 303)


@bp.post("/later")
def put_off() -> ResponseReturnValue:
    """Today says nothing of measures until tomorrow."""
    measure_choice.put_off(actor())
    pages.leave_notice("measure-put-off")
    return redirect(url_for("home.home"), 303)


@bp.post("/not-this-time")
def decline() -> ResponseReturnValue:
    """What is due is left this time, and not spoken of again."""
    form = NotThisTimeForm()
    if not form.validate() or form.due_on.data is None:
        abort(404)
    asks.decline(actor(), form.measure.data or "", form.due_on.data)
    pages.leave_notice("measure-left")
    return redirect(url_for(".index"), 303)
