"""Shared history on its way back to a patient who lost their keys: given by the therapist, taken by the patient."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from journal import pages
from journal.forms.recovery import GiveBackForm
from journal.services.recovery import returned, returns
from journal.services.recovery.returns import NothingToReturn
from journal.signin import actor
from journal.views.step_up import fresh

bp = Blueprint("returns", __name__)


@bp.route("/patients/<uuid:patient_id>/give-back", methods=["GET", "POST"])
@fresh
def give_back(patient_id: UUID) -> ResponseReturnValue:
    """Shows the patient's new words, and gives them back what this therapist holds of the shared history."""
    form, patient = GiveBackForm(), returns.returnable(actor(), patient_id)
    if patient is None:
        return redirect(url_for("patients.show", patient_id=patient_id), 303)
    if not form.validate_on_submit():
        return render_template("patients/give_back.html", form=form, patient=patient)
    try:
        returns.give_back(actor(), patient_id, form.words.data or "")
    except NothingToReturn:
        return redirect(url_for("patients.show", patient_id=patient_id), 303)
    pages.leave_notice("given-back")
    return redirect(url_for("patients.show", patient_id=patient_id), 303)


@bp.post("/account/returned/<uuid:source_id>")
@fresh
def take(source_id: UUID) -> ResponseReturnValue:
    """Takes what was given back."""
    if not FlaskForm().validate_on_submit():
        abort(400)
    returned.take(actor(), source_id)
    pages.leave_notice("history-taken")
    return redirect(url_for("home.home"), 303)


@bp.post("/account/returned/<uuid:source_id>/refuse")
def refuse(source_id: UUID) -> ResponseReturnValue:
    """Deletes what was given back, unopened."""
    if not FlaskForm().validate_on_submit():
        abort(400)
    returned.refuse(actor(), source_id)
    pages.leave_notice("history-refused")
    return redirect(url_for("home.home"), 303)
