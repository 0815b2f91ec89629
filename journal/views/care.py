"""A patient's answers: to a therapist who has been assigned, and to a key that has changed."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.account import CareAnswerForm
from journal.forms.care import KeyWordsForm
from journal.services.care import care_requests
from journal.services.rings import key_changes
from journal.signin import actor
from journal.views.step_up import fresh

bp = Blueprint("care", __name__)


@bp.post("/care-requests/<uuid:request_id>")
def answer(request_id: UUID) -> ResponseReturnValue:
    """Yes from now on, yes with what was shared before, or not now."""
    form = CareAnswerForm()
    if not form.validate_on_submit():
        abort(400)
    if form.answer.data == "also_before":
        return _share_also_before(request_id, form.fingerprint.data or "")
    accept, shown = form.answer.data == "from_now", form.fingerprint.data or ""
    care_requests.answer(actor(), request_id, accept=accept, fingerprint=shown)
    return _answered()


@fresh
def _share_also_before(request_id: UUID, shown: str) -> ResponseReturnValue:
    care_requests.answer(actor(), request_id, accept=True, also_before=True, fingerprint=shown)
    return _answered()


def _answered() -> ResponseReturnValue:
    pages.leave_notice("answered")
    return redirect(url_for("home.home"), 303)


@bp.get("/key-changes/<uuid:person_id>")
@fresh
def key_change(person_id: UUID) -> ResponseReturnValue:
    """Whose key changed, and the words to compare in person before anything more is shared."""
    return render_template("care/key_change.html", change=key_changes.one(actor(), person_id))


@bp.post("/key-changes/<uuid:person_id>")
@fresh
def confirm_key(person_id: UUID) -> ResponseReturnValue:
    """The words were compared: this very key is the one that is granted from now on."""
    form = KeyWordsForm()
    if not form.validate_on_submit():
        abort(400)
    key_changes.confirm(actor(), person_id, form.fingerprint.data or "")
    pages.leave_notice("key-confirmed")
    return redirect(url_for("home.home"), 303)
