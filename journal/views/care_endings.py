"""A therapist ends their care of a patient."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.care import WaitingNotesForm
from journal.services.care import leave_taking
from journal.signin import actor

bp = Blueprint("care_endings", __name__, url_prefix="/patients/<uuid:patient_id>/end-care")


@bp.get("")
def show(patient_id: UUID) -> ResponseReturnValue:
    """What ends, and which notes still wait for a decision."""
    return render_template("care/end.html", ending=leave_taking.page(actor(), patient_id))


@bp.post("/notes")
def decide_notes(patient_id: UUID) -> ResponseReturnValue:
    """Releases or withdraws everything that waits."""
    form = WaitingNotesForm()
    if not form.validate_on_submit():
        abort(400)
    leave_taking.decide(actor(), patient_id, form.decision.data or "")
    pages.leave_notice("notes-released" if form.decision.data == leave_taking.RELEASE else "note-withdrawn")
    return redirect(url_for(".show", patient_id=patient_id), 303)


@bp.post("")
def end(patient_id: UUID) -> ResponseReturnValue:
    """Ends it: from the next request on nothing of this patient opens for this therapist."""
    leave_taking.end(actor(), patient_id)
    pages.leave_notice("care-ended")
    return redirect(url_for("patients.index"), 303)
