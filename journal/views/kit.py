"""One's own recovery kit: how it stands, tested, replaced, revoked."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from journal import browsers, pages
from journal.forms.recovery import TestKitForm
from journal.services.recovery import kits
from journal.services.refusals import CodeMistyped
from journal.signin import actor
from journal.views.invitations import kit_page
from journal.views.step_up import fresh

bp = Blueprint("kit", __name__, url_prefix="/account/kit")
MISTYPED = "The code is not complete or has a slip in it. Compare it with your paper, letter by letter."
NOT_CURRENT = "This is not the code of your current kit. It may be of an earlier one, which opens nothing."
CURRENT = "This is your current kit. Nothing was used up; put it back where you keep it."


@bp.get("")
def show() -> ResponseReturnValue:
    """How the kit stands, and what can be done about it."""
    return _page()


def _page(error: str | None = None, found: str | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("account/kit.html", kit=kits.state(actor()), error=error, found=found), status


@bp.post("/test")
def test() -> ResponseReturnValue:
    """Says whether a code is that of the current kit."""
    form = TestKitForm()
    if not form.validate_on_submit():
        return _page("Type the code of your kit.", status=400)
    try:
        is_current = kits.test(actor(), form.code.data or "", *browsers.origin())
    except CodeMistyped:
        return _page(MISTYPED, status=400)
    return _page(found=CURRENT) if is_current else _page(NOT_CURRENT, status=401)


@bp.post("")
@fresh
def replace() -> ResponseReturnValue:
    """A new kit; the old one is dead then."""
    return kit_page(kits.replace(actor()))


@bp.route("/revoke", methods=["GET", "POST"])
@fresh
def revoke() -> ResponseReturnValue:
    """Asks, and leaves the person without any kit."""
    if FlaskForm().validate_on_submit():
        kits.revoke(actor())
        pages.leave_notice("kit-revoked")
        return redirect(url_for(".show"), 303)
    return render_template("account/revoke_kit.html")
