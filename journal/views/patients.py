"""The therapist's patients."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.services.appointments import reading_dates
from journal.services.before import before_lists
from journal.services.coping_plans import plan_reading
from journal.services.passages import brought
from journal.services.recovery import returns
from journal.services.review import caseload, timeline
from journal.services.safety import flags
from journal.services.sessions import sessions
from journal.services.treatment import treatment_team
from journal.signin import actor

bp = Blueprint("patients", __name__, url_prefix="/patients")


@bp.get("")
def index() -> ResponseReturnValue:
    """Everybody in this therapist's care."""
    return render_template(
        "patients/index.html", patients=caseload.patients(actor()), before=before_lists.of_clinician(actor())
    )


@bp.get("/<uuid:patient_id>")
def show(patient_id: UUID) -> ResponseReturnValue:
    """Everything of one patient in one order, newest first."""
    patient = caseload.about_patient(actor(), patient_id)
    lines = timeline.of_patient(actor(), patient_id, request.args.get("page", 1, int))
    lost_keys = returns.waits(actor(), patient_id)
    return render_template(
        "patients/show.html", patient=patient, timeline=lines, lost_keys=lost_keys,
        reading_date=reading_dates.of_patient(actor(), patient_id),
        brought=brought.brought(actor(), [patient_id]), plan_is_shared=plan_reading.is_shared_with(actor(), patient_id),
        flags=flags.open_of(actor(), patient_id),
        on_treatment_team=treatment_team.is_member(patient_id, actor().id),
    )  # fmt: skip


@bp.post("/<uuid:patient_id>/check-in")
def check_in(patient_id: UUID) -> ResponseReturnValue:
    """The patient came for a dosing session: until the clinic's time tomorrow nothing asks them to decide."""
    sessions.check_in(actor(), patient_id)
    pages.leave_notice("checked-in")
    return redirect(url_for(".show", patient_id=patient_id), 303)
