"""Hiding one's pages at once, opening them with a PIN, and setting that PIN."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages, signin
from journal.forms.quick_lock import QuickLockForm, SetQuickLockForm
from journal.services.actor import Actor
from journal.services.sign_in import quick_lock
from journal.services.sign_in.quick_lock import PinRefused, WrongPin
from journal.services.sign_in.sign_ins import Found
from journal.signin import actor, found_sign_in
from journal.views import signin as signin_view
from journal.views.signin import own_path
from journal.views.step_up import fresh

bp = Blueprint("quick_lock", __name__)
NO_PIN = "A PIN has four to eight digits, not all the same and not in a row. Choose another one."
ENDED = (
    "That was the fifth wrong PIN, so this sign-in has ended. Nothing is lost: your password opens everything again."
)


@bp.route("/account/quick-lock", methods=["GET", "POST"])
@fresh
def show() -> ResponseReturnValue:
    """Turns hiding on, or changes its PIN."""
    quick_lock.require_may(actor())
    form = SetQuickLockForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        quick_lock.put(actor(), form.pin.data or "")
    except PinRefused:
        return _page(form, NO_PIN, 400)
    pages.leave_notice("quick-lock-on")
    return redirect(url_for("account.show"), 303)


def _page(form: SetQuickLockForm, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    is_on = cast(Found, found_sign_in()).hides
    return render_template("quick_lock/show.html", form=form, error=error, is_on=is_on), status


@bp.post("/account/quick-lock/remove")
@fresh
def remove() -> ResponseReturnValue:
    """Turns hiding off."""
    quick_lock.remove(actor())
    pages.leave_notice("quick-lock-off")
    return redirect(url_for("account.show"), 303)


@bp.post("/lock")
def lock() -> ResponseReturnValue:
    """Hides everything until the PIN is typed."""
    quick_lock.lock(actor(), cast(Found, found_sign_in()).id)
    return redirect(url_for(".unlock"), 303)


@bp.route("/locked", methods=["GET", "POST"])
def unlock() -> ResponseReturnValue:
    """Asks for the PIN, and goes back to the page that was hidden."""
    person = signin.locked()
    if person is None:
        return redirect(own_path(request.values.get("next")) or url_for("home.home"), 303)
    form = QuickLockForm()
    if not form.validate_on_submit():
        return _ask(form)
    return _try(person, form)


def _try(person: Actor, form: QuickLockForm) -> ResponseReturnValue:
    try:
        quick_lock.unlock(person, cast(Found, found_sign_in()).id, form.pin.data or "")
    except WrongPin as error:
        if not error.left:
            return signin_view.page(error=ENDED, status=401)
        tries = "One more try" if error.left == 1 else f"{error.left} more tries"
        return _ask(form, f"This is not your PIN. {tries}, then your password is asked for.", 401)
    return redirect(own_path(form.next.data) or url_for("home.home"), 303)


def _ask(form: QuickLockForm, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    target = own_path(request.values.get("next"))
    return render_template("quick_lock/unlock.html", form=form, error=error, next=target), status


def lead_to_unlock() -> ResponseReturnValue:
    """Answers whoever asks for a page while it is hidden."""
    return redirect(url_for("quick_lock.unlock", next=request.path))
