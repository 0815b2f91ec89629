"""Signing in and out."""

from __future__ import annotations

import re

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from journal import signin
from journal.forms.access import SignInForm
from journal.pages import leave_notice
from journal.services import accounts, demonstration
from journal.services.refusals import Busy
from journal.services.slots import WrongSignIn

bp = Blueprint("signin", __name__)
WRONG = "This email and password do not belong together. Nothing was changed; check both and try again."
BUSY = "Many people are signing in just now. Wait a few seconds and press Sign in again."
_OWN_PATH = re.compile(r"/(?:[a-z0-9-]{1,40}(?:/[a-z0-9-]{1,40}){0,5})?")


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The sign-in page, for people and for the dialog in a page whose sign-in has ended."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(url_for("home.home"))
    form = SignInForm()
    if not form.validate_on_submit():
        return page(form, carried=form.carried.data)
    try:
        unlocked = accounts.check_password(form.email.data or "", form.password.data or "")
    except WrongSignIn:
        return page(form, error=WRONG, carried=form.carried.data, status=401)
    except Busy:
        return page(form, error=BUSY, carried=form.carried.data, status=503)
    signin.begin(unlocked)
    return _onward(form.carried.data)


def _onward(carried: str | None) -> ResponseReturnValue:
    from journal.views import giving_back  # noqa: PLC0415 - it renders the sign-in page itself

    if giving_back.wants_json():
        return {"signed_in": True}
    given_back = giving_back.after_sign_in(carried) if carried else None
    return given_back or redirect(_own_path(request.form.get("next")) or url_for("home.home"))


def _own_path(target: str | None) -> str | None:
    """The page somebody was on, only if it is one of ours: never another host."""
    return target if target and _OWN_PATH.fullmatch(target) else None


def page(
    form: SignInForm | None = None, *, error: str | None = None, carried: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """The sign-in page with a message, and words it carries for whoever signs in."""
    from journal.views import giving_back  # noqa: PLC0415

    if form is not None and giving_back.wants_json():
        return {"error": error or "Type both."}, status if error else 400
    accounts_shown = demonstration.accounts()
    body = render_template(
        "signin/sign_in.html", form=form or SignInForm(formdata=None), error=error, carried=carried,
        next=_own_path(request.values.get("next")), demo_accounts=accounts_shown,
        demo_password=demonstration.PASSWORD if accounts_shown else None,
    )  # fmt: skip
    response = make_response(body, status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Ends the sign-in; its row loses the key at once."""
    signin.end()
    leave_notice("signed-out")
    response = make_response(redirect(url_for("signin.sign_in")))
    response.headers["Clear-Site-Data"] = '"cache"'  # storage stays: it holds ciphertext of unsent words only
    return response


@bp.get("/form-token")
def form_token() -> ResponseReturnValue:
    """A form token for this browser's cookie, for scripts after a sign-in inside the page."""
    return {"token": generate_csrf(), "signed_in": bool(current_user.is_authenticated)}
