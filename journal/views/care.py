"""A patient's answer to a therapist who has been assigned."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.account import CareAnswerForm
from journal.services import care_requests
from journal.signin import actor

bp = Blueprint("care", __name__)


@bp.post("/care-requests/<uuid:request_id>")
def answer(request_id: UUID) -> ResponseReturnValue:
    """Yes from now on, yes with what was shared before, or not now."""
    form = CareAnswerForm()
    if not form.validate_on_submit():
        abort(400)
    chosen = form.answer.data
    care_requests.answer(actor(), request_id, accept=chosen != "not_now", also_before=chosen == "also_before")
    pages.leave_notice("answered")
    return redirect(url_for("home.home"), 303)
