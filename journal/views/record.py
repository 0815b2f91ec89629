"""What is part of a patient's record, and what the clinic keeps of withdrawn reflections."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from journal.services.clinics import record
from journal.services.reflections import withdrawn
from journal.signin import actor

bp = Blueprint("record", __name__)


@bp.get("/record")
def show() -> ResponseReturnValue:
    """Is this part of my record? In the clinic's own words."""
    return render_template("record/show.html", record=record.page(actor()))


@bp.get("/withdrawn/<uuid:copy_id>")
def copy(copy_id: UUID) -> ResponseReturnValue:
    """One copy kept by the clinic's rule; a therapist's opening leaves a receipt."""
    return render_template("record/copy.html", copy=withdrawn.open_copy(actor(), copy_id))
