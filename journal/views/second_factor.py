"""The second step of a sign-in: the code of an authenticator app, or a passkey."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from journal import browsers, signin
from journal.forms.factors import CodeForm
from journal.pages import leave_notice
from journal.services.actor import Actor
from journal.services.refusals import TooMany
from journal.services.sign_in import factors, sign_ins, totp
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.totp import WrongCode
from journal.views import giving_back
from journal.views import signin as signin_view

bp = Blueprint("second_factor", __name__)
WRONG = "This code does not fit. A code works once and for half a minute; wait for the next one and type that."


@bp.route("/second-factor", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Asks who has just proved a password for their second factor, and signs them in."""
    person = signin.pending()
    if person is None:
        return nothing_awaited()
    form = CodeForm()
    if not form.validate_on_submit():
        return page(person, form.carried.data, form)
    try:
        totp.try_code(person.id, form.code.data or "", *browsers.origin())
    except WrongCode:
        return page(person, form.carried.data, form, WRONG, 401)
    except TooMany as error:
        return _later(person, form, error)
    except FactorsChanged:
        return signin_view.factors_changed(form.carried.data)
    return proved(form.carried.data)


def proved(carried: str | None) -> ResponseReturnValue:
    """Goes on with who has just proved their second factor, unless the step is over by now."""
    return signin_view.onward(sign_ins.FULL, carried) if signin.complete_second_factor() else nothing_awaited()


def _later(person: Actor, form: CodeForm, error: TooMany) -> ResponseReturnValue:
    response = make_response(page(person, form.carried.data, form, error.in_words, 429))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def page(
    person: Actor, carried: str | None, form: CodeForm | None = None, error: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """The question for the second factor; carries along what the sign-in page carried."""
    if giving_back.wants_json():
        return ({"error": error}, status) if error else {"signed_in": False, "code_wanted": True}
    body = render_template(
        "signin/second_factor.html", form=form or CodeForm(formdata=None), error=error, carried=carried,
        next=signin_view.own_path(request.values.get("next")), kinds=factors.kinds(person.id),
    )  # fmt: skip
    return body, status


def nothing_awaited() -> ResponseReturnValue:
    """The five minutes are over, the step is done already, or the account changed meanwhile; words that came along go
    on with a new sign-in."""
    if current_user.is_authenticated or signin.enrolling():
        return redirect(url_for("home.home"), 303)
    if giving_back.wants_json():
        return {"reason": "signed_out"}, 401
    carried = request.form.get("carried")
    if carried:
        return signin_view.page(error=signin_view.STEP_OVER, carried=carried, status=401)
    if request.method == "POST":
        leave_notice("step-over")
    return redirect(url_for("signin.sign_in", next=signin_view.own_path(request.values.get("next"))), 303)
