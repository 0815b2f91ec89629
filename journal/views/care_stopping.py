"""A patient stops a therapist's reading."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.services.care import care_stopping
from journal.signin import actor

bp = Blueprint("care_stopping", __name__, url_prefix="/account/readers/<uuid:therapist_id>/stop")


@bp.get("")
def show(therapist_id: UUID) -> ResponseReturnValue:
    """What happens when this therapist reads no more."""
    return render_template("care/stop.html", stopping=care_stopping.page(actor(), therapist_id))


@bp.post("")
def stop(therapist_id: UUID) -> ResponseReturnValue:
    """Stops it, at once."""
    care_stopping.stop(actor(), therapist_id)
    pages.leave_notice("reading-stopped")
    return redirect(url_for("account.show", _anchor="readers"), 303)
