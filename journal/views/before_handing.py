"""A record before the person, on its way to them: handed over by its keeper, taken up or refused by who has come."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from journal import pages
from journal.forms.before import HandOverForm, TakeUpForm
from journal.services.before import handing_over, taking_up
from journal.services.refusals import BeforeRefused
from journal.signin import actor
from journal.views.step_up import fresh

bp = Blueprint("before_handing", __name__)


@bp.route("/patients/<uuid:patient_id>/record/hand-over", methods=["GET", "POST"])
@fresh
def hand_over(patient_id: UUID) -> ResponseReturnValue:
    """The words of who has come; and hands the record over, once they were compared."""
    form = HandOverForm()
    person = handing_over.recipient(actor(), patient_id)
    if not form.validate_on_submit():
        shown = render_template("before/hand_over.html", form=form, person=person, error="")
        return shown, 400 if form.errors else 200
    try:
        handing_over.hand_over(actor(), patient_id, form.words.data or "")
    except BeforeRefused as refused:
        return render_template("before/hand_over.html", form=form, person=person, error=str(refused)), 409
    pages.leave_notice("before-handed")
    return redirect(url_for("before_record.show", patient_id=patient_id), 303)


@bp.post("/account/record-before")
@fresh
def take() -> ResponseReturnValue:
    """Takes over what was kept before one came."""
    form = TakeUpForm()
    if not form.validate_on_submit():
        abort(400)
    taken = taking_up.take(actor(), let_in=form.let_in.data, fingerprint=form.fingerprint.data or "")
    pages.leave_notice("before-taken" if not taken.left else "before-taken-in-part")
    return redirect(url_for("home.home"), 303)


@bp.post("/account/record-before/refuse")
def refuse() -> ResponseReturnValue:
    """Says that it is somebody else's."""
    if not FlaskForm().validate_on_submit():
        abort(400)
    taking_up.refuse(actor())
    pages.leave_notice("before-refused")
    return redirect(url_for("home.home"), 303)
