"""One's own account."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.access import KitStoredForm, PasswordForm
from journal.forms.account import AppearanceForm
from journal.services import account, accounts, appearance
from journal.services.slots import WrongSignIn
from journal.signin import actor
from journal.views.invitations import kit_page

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("")
def show() -> ResponseReturnValue:
    """Who one is here, how pages look, and who can read."""
    return _page()


def _page(error: str | None = None, status: int = 200) -> ResponseReturnValue:
    own = account.own(actor())
    page = render_template(
        "account/show.html", person=own.person, therapists=own.therapists, fingerprint_words=own.fingerprint_words,
        error=error,
    )  # fmt: skip
    return page, status


@bp.post("/kit")
def make_kit() -> ResponseReturnValue:
    """A new recovery kit, for who types the password; the old one is dead then."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _page("Type your password first.", 400)
    try:
        return kit_page(accounts.new_kit(actor(), form.password.data or ""))
    except WrongSignIn:
        return _page("This is not your password. Your kit is as it was.", 401)


@bp.post("/appearance")
def change_appearance() -> ResponseReturnValue:
    """Keeps theme and text size."""
    form = AppearanceForm()
    if not form.validate_on_submit():
        abort(400)
    appearance.change(actor(), form.theme.data or "", form.text_size.data or "")
    pages.leave_notice("appearance")
    return redirect(url_for(".show"), 303)


@bp.post("/kit-stored")
def kit_stored() -> ResponseReturnValue:
    """Notes that the kit was put away, and goes to the first page."""
    if not KitStoredForm().validate_on_submit():
        abort(400)
    account.kit_stored(actor())
    return redirect(url_for("home.home"), 303)
