"""One's own ways in: the password, the authenticator app, and the page that lists them."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup

from journal import browsers, pages, signin
from journal.forms.factors import AuthenticatorForm, ChangePasswordForm
from journal.services.actor import Actor
from journal.services.people import accounts
from journal.services.refusals import WeakPassword
from journal.services.sign_in import passkeys, totp, ways_in
from journal.services.sign_in.factors import LastFactor
from journal.services.sign_in.slots import WrongSignIn
from journal.services.sign_in.totp import WrongCode
from journal.signin import actor, anyone
from journal.views import giving_back
from journal.views.step_up import fresh

bp = Blueprint("ways_in", __name__, url_prefix="/account")
WRONG_CODE = "This code does not fit. Look at the app again and type the six digits it shows now."
NOT_YOURS = "This is not your current password. Nothing was changed."


@bp.get("/ways-in")
def show() -> ResponseReturnValue:
    """What lets one in, and what can be changed about it."""
    return render_template("account/ways_in.html", ways=ways_in.own(actor()), passkeys=passkeys.own(actor()))


@bp.route("/authenticator", methods=["GET", "POST"])
@fresh
def authenticator() -> ResponseReturnValue:
    """Sets up an authenticator app; it counts once its first code was typed."""
    form, person = AuthenticatorForm(), anyone()
    if not form.validate_on_submit():
        return _set_up(form.seed.data)
    try:
        totp.confirm(person, form.seed.data or "", form.code.data or "")
    except WrongCode:
        return _set_up(form.seed.data, WRONG_CODE, 401)
    enrolled = signin.enrolling() is not None
    signin.renew(person)
    pages.leave_notice("factor-set")
    return redirect(url_for("home.home" if enrolled else ".show"), 303)


def _set_up(seed: str | None, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    new = totp.set_up(anyone(), seed or "")
    drawn = Markup(new.qr)  # noqa: S704 - drawn by us from random letters; nothing a person wrote is in it
    page = render_template("account/authenticator.html", qr=drawn, groups=new.groups, seed=new.carried, error=error)
    return page, status


@bp.route("/authenticator/remove", methods=["GET", "POST"])
@fresh
def remove_authenticator() -> ResponseReturnValue:
    """Asks, and takes the app away."""
    form, own, error = FlaskForm(), ways_in.own(actor()), None
    if own.authenticator_since is None:
        abort(404)
    if form.validate_on_submit():
        person = actor()
        try:
            totp.remove(person)
        except LastFactor:
            error = "You work with other people's words here, so one second factor stays. Set up another one first."
        else:
            return _renewed(person, "factor-removed")
    return render_template("account/remove_authenticator.html", ways=own, error=error), 409 if error else 200


@bp.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """A new password, for who knows the current one."""
    form, person, error = ChangePasswordForm(), actor(), None
    if form.validate_on_submit():
        try:
            accounts.change_password(
                person, form.current_password.data or "", form.password.data or "", *browsers.origin()
            )
            return _renewed(person, "password-changed")
        except WrongSignIn:
            error = NOT_YOURS
        except WeakPassword as weak:
            error = str(weak)
    return render_template("account/password.html", form=form, error=error), 401 if error == NOT_YOURS else 200


def _renewed(person: Actor, notice: str) -> ResponseReturnValue:
    """All sign-ins have ended; this one begins anew."""
    signin.renew(person)
    pages.leave_notice(notice)
    return redirect(url_for(".show"), 303)


@bp.post("/ways-in/not-now")
def not_now() -> ResponseReturnValue:
    """Notes that the person does not want a second factor for now."""
    ways_in.put_off(actor())
    return redirect(url_for("home.home"), 303)


def lead_to_set_up() -> ResponseReturnValue:
    """Answers somebody who must set up their second factor before anything else."""
    if giving_back.wants_json():
        return {"reason": "second_factor"}, 403
    return redirect(url_for("ways_in.authenticator"), 303)
