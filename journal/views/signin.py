"""Signing in and out."""

from __future__ import annotations

import re

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from journal import browsers, pages, signin
from journal.forms.access import SignInForm
from journal.pages import leave_notice
from journal.sentences import NOTICES
from journal.services.demonstration import demonstration
from journal.services.people import accounts
from journal.services.refusals import Busy, TooMany
from journal.services.sign_in import sign_ins
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.slots import WrongSignIn

bp = Blueprint("signin", __name__)
WRONG = "This email and password do not belong together. Nothing was changed; check both and try again."
STEP_OVER = NOTICES["step-over"]
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
        unlocked = accounts.try_password(form.email.data or "", form.password.data or "", *browsers.origin())
        level = signin.begin(unlocked)
    except WrongSignIn:
        return page(form, error=WRONG, carried=form.carried.data, status=401)
    except (Busy, TooMany) as error:
        return _later(form, error)
    except FactorsChanged:
        return factors_changed(form.carried.data)
    return onward(level, form.carried.data)


def onward(level: str, carried: str | None) -> ResponseReturnValue:
    """Where a sign-in of this level goes on: to the second factor, or to the page and the words it came from."""
    from journal.views import giving_back, second_factor  # noqa: PLC0415 - they render the sign-in page themselves

    person, target = signin.pending(), own_path(request.form.get("next"))
    if person is not None and (carried or giving_back.wants_json()):
        return second_factor.page(person, carried)
    if person is not None:
        return redirect(url_for("second_factor.show", next=target), 303)
    if giving_back.wants_json():
        return {"signed_in": level == sign_ins.FULL}
    given_back = giving_back.after_sign_in(carried) if carried and level == sign_ins.FULL else None
    return given_back or redirect(target or url_for("home.home"))


def _later(form: SignInForm, error: Busy | TooMany) -> ResponseReturnValue:
    """Asks to wait, with what was typed kept: load is no wrong try, and too many tries lock nothing."""
    words, status, wait = (BUSY, 503, 5) if isinstance(error, Busy) else (error.in_words, 429, error.retry_after)
    response = make_response(page(form, error=words, carried=form.carried.data, status=status))
    response.headers["Retry-After"] = str(wait)
    return response


def factors_changed(carried: str | None) -> ResponseReturnValue:
    """Turns away somebody whose second factors are not what they set up."""
    return page(SignInForm(formdata=None), error=pages.FACTORS_CHANGED, carried=carried, status=403)


def own_path(target: str | None) -> str | None:
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
        next=own_path(request.values.get("next")), demo_accounts=accounts_shown,
        demo_password=demonstration.PASSWORD if accounts_shown else None,
    )  # fmt: skip
    return body, status


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
