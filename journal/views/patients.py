"""The therapist's patients."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from journal.services import caseload
from journal.signin import actor

bp = Blueprint("patients", __name__, url_prefix="/patients")


@bp.get("")
def index() -> ResponseReturnValue:
    """Everybody in this therapist's care."""
    return render_template("patients/index.html", patients=caseload.patients(actor()))


@bp.get("/<uuid:patient_id>")
def show(patient_id: UUID) -> ResponseReturnValue:
    """Everything one patient shares."""
    patient = caseload.patient(actor(), patient_id)
    return render_template("patients/show.html", patient=patient, rows=patient.rows)
