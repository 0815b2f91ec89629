"""Starting again after everything was lost: the manager's page that makes the link, and the page of the link."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages, signin
from journal.forms.recovery import BeginAnewForm, NewStartForm
from journal.services.people.invitations import InvitationGone
from journal.services.recovery import new_starts
from journal.services.refusals import WeakPassword
from journal.signin import actor
from journal.views.invitations import kit_page
from journal.views.step_up import fresh

bp = Blueprint("start_again", __name__)


@bp.route("/people/<uuid:person_id>/start-again", methods=["GET", "POST"])
@fresh
def make(person_id: UUID) -> ResponseReturnValue:
    """Says what is lost, asks how the person was known, and shows their link once."""
    form, loser = NewStartForm(), new_starts.loser(actor(), person_id)
    if not form.validate_on_submit():
        return render_template("people/start_again.html", form=form, loser=loser)
    token = new_starts.make(actor(), person_id, form.checked_by.data)
    link = url_for(".begin", token=token, _external=True)
    return render_template("people/start_again_link.html", loser=loser, link=link)


@bp.route("/start-again/<token>", methods=["GET", "POST"])
def begin(token: str) -> ResponseReturnValue:
    """The page of a link to start again: what is gone, a new password, and the new kit."""
    form, error = BeginAnewForm(), None
    try:
        if form.validate_on_submit():
            accepted = new_starts.accept(token, form.password.data or "")
            signin.begin(accepted.unlocked)
            return kit_page(accepted.kit)
        start = new_starts.find(token)
    except InvitationGone:
        return render_template("recover/start_gone.html"), 410
    except WeakPassword as weak:
        error, start = str(weak), new_starts.find(token)
    return render_template("recover/start_again.html", form=form, start=start, error=error)


@bp.post("/account/start-again/cancel")
def cancel() -> ResponseReturnValue:
    """Ends a link that the signed-in person did not ask for."""
    new_starts.cancel(actor())
    pages.leave_notice("start-cancelled")
    return redirect(url_for("account.show"), 303)
