"""A patient's answer to the clinic's recovery key."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.recovery import RecoveryKeyForm
from journal.services.recovery import recovery_granting
from journal.signin import actor
from journal.views.step_up import fresh

bp = Blueprint("recovery_key", __name__)


@bp.post("/account/recovery-key")
def answer() -> ResponseReturnValue:
    """Accepts or declines the recovery key; the newest answer counts."""
    form = RecoveryKeyForm()
    if not form.validate_on_submit():
        abort(400)
    if form.answer.data == "accept":
        return _accept(form.fingerprint.data or "")
    recovery_granting.answer(actor(), accept=False)
    return _answered("recovery-key-declined")


@fresh
def _accept(shown: str) -> ResponseReturnValue:
    recovery_granting.answer(actor(), accept=True, fingerprint=shown)
    return _answered("recovery-key-accepted")


def _answered(notice: str) -> ResponseReturnValue:
    pages.leave_notice(notice)
    return redirect(url_for("account.show"), 303)
