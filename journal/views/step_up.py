"""Asks somebody who is signed in to prove once more who they are, before what cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import browsers, pages, signin
from journal.forms.factors import StepUpForm
from journal.services.sign_in import factors, step_up
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.slots import WrongSignIn
from journal.services.sign_in.totp import WrongCode
from journal.signin import actor
from journal.views import giving_back
from journal.views.signin import own_path

bp = Blueprint("step_up", __name__)
P = ParamSpec("P")
NOT_YOURS = "This is not your password. Nothing was changed."
WRONG_CODE = "This code does not fit. A code works once and for half a minute; type the next one."


def fresh(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Lets a view run only for who has proved within ten minutes who they are; others prove it first and come back.

    Somebody who is only setting up their first second factor has nothing else to prove, and opens nothing yet."""

    @wraps(view)
    def proved(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs) if signin.enrolling() or signin.is_fresh() else _ask()

    return proved


def _ask() -> ResponseReturnValue:
    if giving_back.wants_json():
        return {"reason": "step_up"}, 403
    if request.method == "GET":
        return redirect(url_for("step_up.show", next=request.path), 303)
    pages.leave_notice("prove-first")
    return redirect(url_for("step_up.show", next=own_path(urlsplit(request.referrer or "").path)), 303)


@bp.route("/step-up", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Takes the password or a code once more, and goes back to what asked for it."""
    form = StepUpForm()
    if not form.validate_on_submit():
        return page()
    try:
        step_up.prove(actor(), form.password.data or "", form.code.data or "", *browsers.origin())
    except WrongSignIn:
        return page(NOT_YOURS, 401)
    except WrongCode:
        return page(WRONG_CODE, 401)
    except FactorsChanged:
        return page(pages.FACTORS_CHANGED, 403)
    return onward()


def onward() -> ResponseReturnValue:
    """Notes the proof, and goes back to what asked for it."""
    signin.prove()
    return redirect(own_path(request.form.get("next")) or url_for("account.show"), 303)


def page(error: str | None = None, status: int = 200) -> ResponseReturnValue:
    """The question for a fresh proof."""
    body = render_template(
        "signin/step_up.html", error=error, next=own_path(request.values.get("next")),
        kinds=factors.kinds(actor().id),
    )  # fmt: skip
    return body, status
