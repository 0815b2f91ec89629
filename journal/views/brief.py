"""The brief before an appointment."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from journal.services.review import brief
from journal.services.safety import flags
from journal.signin import actor

bp = Blueprint("brief", __name__)


@bp.get("/patients/<uuid:patient_id>/brief")
def show(patient_id: UUID) -> ResponseReturnValue:
    """One screen, and one printed page."""
    shown = brief.of_patient(actor(), patient_id)
    return render_template("brief/show.html", brief=shown, flags=flags.open_of(actor(), patient_id))
