"""A patient's answer to the clinic's recovery key."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.recovery import RecoveryKeyForm
from journal.services import recovery_granting
from journal.signin import actor

bp = Blueprint("recovery_key", __name__)


@bp.post("/account/recovery-key")
def answer() -> ResponseReturnValue:
    """Accepts or declines the recovery key; the newest answer counts."""
    form = RecoveryKeyForm()
    if not form.validate_on_submit():
        abort(400)
    accept = form.answer.data == "accept"
    recovery_granting.answer(actor(), accept=accept)
    pages.leave_notice("recovery-key-accepted" if accept else "recovery-key-declined")
    return redirect(url_for("account.show"), 303)
