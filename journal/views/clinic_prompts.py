"""The clinic's timeline of prompts, for its manager: when each moment is open, what it asks, and the quiet hours."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms import prompts as forms
from journal.forms.prompts import MomentForm, QuietForm, VersionForm
from journal.services.prompts import clinic_prompts
from journal.services.refusals import PromptsMoved, PromptsRefused
from journal.signin import actor

bp = Blueprint("clinic_prompts", __name__, url_prefix="/clinic/prompts")
MOVED = "Somebody changed the prompts while you typed. Nothing was changed by you yet: compare, and save once more."
LOOK = "Nothing was changed yet. What needs another look is marked below; your words are still there."


@bp.get("")
def show() -> ResponseReturnValue:
    """Every moment with its offsets and prompts."""
    return _overview(None)


def _overview(form: QuietForm | None, error: str = "", status: int = 200) -> ResponseReturnValue:
    shown = clinic_prompts.shown(actor())
    quiet = shown.timeline.quiet
    data = {"from_minutes": quiet.from_minutes, "until_minutes": quiet.until_minutes}
    form = form or QuietForm(formdata=None, data=data)
    form.version.data = str(shown.version)
    return render_template("prompts/of_clinic.html", shown=shown, form=form, error=error), status


@bp.post("")
def change_quiet() -> ResponseReturnValue:
    """Sets the quiet hours."""
    form = QuietForm()
    if not form.validate():
        return _overview(form, LOOK, 400)
    try:
        clinic_prompts.change_quiet(actor(), form.seen(), form.from_minutes.data, form.until_minutes.data)
    except PromptsMoved:
        return _overview(form, MOVED, 409)
    pages.leave_notice("prompts-changed")
    return redirect(url_for(".show"), 303)


@bp.get("/<moment>")
def edit(moment: str) -> ResponseReturnValue:
    """The form of one moment."""
    _, found = clinic_prompts.moment(actor(), moment)
    return _form(moment, MomentForm(formdata=None, data=forms.shown(found)))


def _form(code: str, form: MomentForm, error: str = "", status: int = 200) -> ResponseReturnValue:
    shown, found = clinic_prompts.moment(actor(), code)
    form.version.data = str(shown.version)
    form.offer_rows()
    return render_template("prompts/moment.html", moment=found, form=form, error=error), status


@bp.post("/<moment>")
def change(moment: str) -> ResponseReturnValue:
    """Keeps a moment; what cannot be kept is given back with a word about it."""
    clinic_prompts.moment(actor(), moment)
    form = MomentForm()
    if not form.validate():
        return _form(moment, form, LOOK, 400)
    try:
        clinic_prompts.change_moment(actor(), moment, form.seen(), *form.hours(), form.typed())
    except PromptsRefused as refused:
        return _form(moment, form, str(refused), 400)
    except PromptsMoved:
        return _form(moment, form, MOVED, 409)
    pages.leave_notice("prompts-changed")
    return redirect(url_for(".show", _anchor=moment), 303)


@bp.post("/<moment>/as-it-comes")
def reset(moment: str) -> ResponseReturnValue:
    """Puts a moment back to how it comes."""
    form = VersionForm()
    try:
        clinic_prompts.reset_moment(actor(), moment, form.seen())
    except PromptsMoved:
        return _overview(None, MOVED, 409)
    pages.leave_notice("prompts-changed")
    return redirect(url_for(".show", _anchor=moment), 303)
