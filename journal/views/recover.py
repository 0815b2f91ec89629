"""Coming back with the recovery kit."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from journal import browsers, pages, signin
from journal.forms.access import RecoverForm
from journal.forms.recovery import WaitForm
from journal.services.recovery import recoveries, recovery_asking, recovery_waits
from journal.services.recovery.recoveries import Recovered
from journal.services.recovery.recovery_waits import NoSuchWait, NothingToWaitFor
from journal.services.refusals import CodeMistyped, TooMany, WeakPassword
from journal.services.sign_in.slots import WrongSignIn
from journal.signin import actor
from journal.views.invitations import kit_page

bp = Blueprint("recover", __name__)
WRONG = "This email and code do not belong together. Check both; a code works once, and a new kit replaces the old."
MISTYPED = "The code is not complete or has a slip in it. Compare it with your kit, letter by letter."
NO_FACTOR = "No second factor is asked of you, so there is nothing to wait for: set the new password straight away."


@bp.route("/recover", methods=["GET", "POST"])
def recover() -> ResponseReturnValue:
    """Sets a new password with the kit's code, or asks for the second factor first."""
    form = RecoverForm()
    if not form.validate_on_submit():
        return _page(form)
    typed = (form.email.data or "", form.code.data or "", form.password.data or "")
    try:
        return _onward(recoveries.try_recover(*typed, *browsers.origin()))
    except WrongSignIn:
        return _page(form, WRONG)
    except CodeMistyped:
        return _page(form, MISTYPED)
    except WeakPassword as weak:
        return _page(form, str(weak))
    except TooMany as many:
        return _page(form, many.in_words, 429)


def _page(form: RecoverForm, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("recover/recover.html", form=form, error=error), status


def _onward(recovered: Recovered) -> ResponseReturnValue:
    if recovered.kit is not None:
        signin.begin(recovered.unlocked)
        return kit_page(recovered.kit)
    signin.begin_recovery(recovered)
    return redirect(url_for("second_factor.show", next=url_for("kit.show")), 303)


@bp.route("/recover/wait", methods=["GET", "POST"])
def wait() -> ResponseReturnValue:
    """Begins the wait of somebody who has their kit but no second factor any more, or says how long it goes on."""
    form = WaitForm()
    if not form.validate_on_submit():
        return _wait_page(form)
    try:
        waiting = recovery_asking.ask(form.email.data or "", form.code.data or "", *browsers.origin())
    except WrongSignIn:
        return _wait_page(form, WRONG)
    except CodeMistyped:
        return _wait_page(form, MISTYPED)
    except NothingToWaitFor:
        return _wait_page(form, NO_FACTOR)
    except TooMany as many:
        return _wait_page(form, many.in_words, 429)
    return render_template("recover/waiting.html", waiting=waiting)


def _wait_page(form: WaitForm, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("recover/wait.html", form=form, error=error), status


@bp.route("/recover/cancel/<uuid:wait_id>/<token>", methods=["GET", "POST"])
def cancel_by_link(wait_id: UUID, token: str) -> ResponseReturnValue:
    """The page of the link in the mail that tells of a wait: calls it off."""
    called_off = False
    if FlaskForm().validate_on_submit():
        try:
            recovery_waits.cancel_by_link(wait_id, token)
        except NoSuchWait:
            return render_template("recover/cancel.html", state="gone"), 410
        called_off = True
    elif not recovery_waits.can_be_cancelled(wait_id, token):
        return render_template("recover/cancel.html", state="gone"), 410
    return render_template("recover/cancel.html", state="done" if called_off else "open")


@bp.post("/account/recovery-wait/cancel")
def cancel() -> ResponseReturnValue:
    """Calls off a wait that the signed-in person did not ask for."""
    recovery_waits.cancel(actor())
    pages.leave_notice("wait-cancelled")
    return redirect(url_for("kit.show"), 303)
