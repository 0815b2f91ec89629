"""Prompts of one patient, for their therapist: added, taken back, hidden and put in order."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.prompts import AdditionForm, ArrangeForm
from journal.services.prompts import patient_prompts
from journal.services.refusals import PromptsMoved, PromptsRefused
from journal.signin import actor

bp = Blueprint("patient_prompts", __name__, url_prefix="/patients/<uuid:patient_id>/prompts")
MOVED = (
    "Somebody arranged these prompts while you looked. Nothing was changed by you: look again, then press once more."
)


@bp.get("")
def show(patient_id: UUID) -> ResponseReturnValue:
    """What a patient is asked, and a form to add to it."""
    return _page(patient_id, AdditionForm(formdata=None))


def _page(patient_id: UUID, form: AdditionForm, error: str = "", status: int = 200) -> ResponseReturnValue:
    shown = patient_prompts.shown(actor(), patient_id)
    return render_template("prompts/of_patient.html", shown=shown, form=form, error=error), status


@bp.post("")
def add(patient_id: UUID) -> ResponseReturnValue:
    """Adds a prompt; what is refused comes back with its words."""
    form = AdditionForm()
    try:
        patient_prompts.add(actor(), patient_id, form.typed())
    except PromptsRefused as refused:
        return _page(patient_id, form, str(refused), 400)
    pages.leave_notice("prompt-added")
    return redirect(url_for(".show", patient_id=patient_id), 303)


@bp.post("/arrange")
def arrange(patient_id: UUID) -> ResponseReturnValue:
    """Hides a prompt, shows it again, or moves it up or down."""
    form = ArrangeForm()
    if not form.validate():
        abort(404)
    try:
        patient_prompts.arrange(actor(), patient_id, form.code.data or "", form.how.data or "", form.seen())
    except PromptsMoved:
        return _page(patient_id, AdditionForm(formdata=None), MOVED, 409)
    pages.leave_notice("prompts-arranged")
    return redirect(url_for(".show", patient_id=patient_id), 303)


@bp.post("/<uuid:prompt_id>/remove")
def remove(patient_id: UUID, prompt_id: UUID) -> ResponseReturnValue:
    """Takes back a prompt that was added."""
    patient_prompts.remove(actor(), patient_id, prompt_id)
    pages.leave_notice("prompt-removed")
    return redirect(url_for(".show", patient_id=patient_id), 303)


def given_back(patient_id: UUID, fields: dict[str, str], error: str) -> ResponseReturnValue:
    """The page with a prompt that was not added."""
    return _page(patient_id, AdditionForm(formdata=None, data=fields), error)
