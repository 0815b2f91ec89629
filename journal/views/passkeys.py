"""Passkeys: added and removed, and used to sign in, as a second factor, and to prove once more who one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from journal import browsers, pages, signin
from journal.forms.access import SignInForm
from journal.forms.passkeys import NewPasskeyForm, PasskeyForm
from journal.services.sign_in import passkey_sign_ins, passkeys, sign_ins
from journal.services.sign_in.factors import FactorsChanged, LastFactor
from journal.services.sign_in.passkey_sign_ins import OnlyAFactor
from journal.services.sign_in.passkeys import Answer, EnoughPasskeys, PasskeyRefused, Site
from journal.services.sign_in.slots import WrongSignIn
from journal.signin import actor, anyone
from journal.views import second_factor as second_factor_view
from journal.views import signin as signin_view
from journal.views import step_up as step_up_view
from journal.views.step_up import fresh

bp = Blueprint("passkeys", __name__, url_prefix="/passkeys")
NO_NAME = "Passkeys belong to a name, and this page was opened by a bare address. Open it by its name to use them."
REFUSED = "This passkey was not accepted here. Nothing was changed; try once more, or use another way in."
ONLY_A_FACTOR = "This passkey is your second factor and cannot open the journal by itself. Sign in with your password."
NOT_ADDED = "This passkey was not added. Nothing was changed; please try once more."
ENOUGH = f"You have {passkeys.MOST} passkeys, and that is as many as fit. Remove one that you no longer use."
LAST = "You work with other people's words here, so one second factor stays. Set up another one first."


def site() -> Site | None:
    """The site this request came to; nothing where it was reached by a bare address."""
    return Site.at(request.host_url.rstrip("/"))


def _options(ask: Callable[[Site], dict[str, Any]]) -> ResponseReturnValue:
    here = site()
    if here is None:
        return {"error": NO_NAME}, 409
    try:
        return ask(here)
    except PasskeyRefused:
        return {"error": REFUSED}, 409
    except EnoughPasskeys:
        return {"error": ENOUGH}, 409


def _answer(form: PasskeyForm) -> tuple[Answer, Site]:
    """What the device answered. Raises `PasskeyRefused` where the form holds no answer."""
    here = site()
    if here is None or not form.validate_on_submit():
        raise PasskeyRefused
    return Answer(form.credential.data or "", form.prf.data or ""), here


@bp.post("/sign-in/options")
def sign_in_options() -> ResponseReturnValue:
    """What a browser needs to sign somebody in with a passkey alone; the same for everybody."""
    return _options(passkey_sign_ins.sign_in_options)


@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Signs in with a passkey alone."""
    form, error = PasskeyForm(), REFUSED
    try:
        unlocked = passkey_sign_ins.try_to_sign_in(*_answer(form), *browsers.origin())
        signin.begin(unlocked, sign_ins.FULL)
        return signin_view.onward(sign_ins.FULL, form.carried.data)
    except OnlyAFactor:
        error = ONLY_A_FACTOR
    except FactorsChanged:
        return signin_view.factors_changed(form.carried.data)
    except (PasskeyRefused, WrongSignIn):
        pass
    return signin_view.page(SignInForm(formdata=None), error=error, carried=form.carried.data, status=401)


@bp.post("/second-factor/options")
def second_factor_options() -> ResponseReturnValue:
    """What a browser needs so that who has proved a password proves a passkey too."""
    person = signin.pending()
    if person is None:
        return {"reason": "signed_out"}, 401
    return _options(lambda here: passkey_sign_ins.proof_options(person.id, passkey_sign_ins.SECOND_FACTOR, here))


@bp.post("/second-factor")
def second_factor() -> ResponseReturnValue:
    """Signs in who has proved a password, with a passkey of theirs."""
    form, person = PasskeyForm(), signin.pending()
    if person is None:
        return second_factor_view.nothing_awaited()
    try:
        passkey_sign_ins.try_to_prove(person.id, passkey_sign_ins.SECOND_FACTOR, *_answer(form), *browsers.origin())
    except PasskeyRefused:
        return second_factor_view.page(person, form.carried.data, error=REFUSED, status=401)
    except FactorsChanged:
        return signin_view.factors_changed(form.carried.data)
    return second_factor_view.proved(form.carried.data)


@bp.post("/step-up/options")
def step_up_options() -> ResponseReturnValue:
    """What a browser needs so that who is signed in proves once more who they are."""
    return _options(lambda here: passkey_sign_ins.proof_options(actor().id, passkey_sign_ins.STEP_UP, here))


@bp.post("/step-up")
def step_up() -> ResponseReturnValue:
    """Takes a passkey as the fresh proof, and goes back to what asked for it."""
    try:
        passkey_sign_ins.try_to_prove(actor().id, passkey_sign_ins.STEP_UP, *_answer(PasskeyForm()), *browsers.origin())
    except PasskeyRefused:
        return step_up_view.page(REFUSED, 401)
    except FactorsChanged:
        return step_up_view.page(pages.FACTORS_CHANGED, 403)
    return step_up_view.onward()


@bp.post("/new/options")
@fresh
def new_options() -> ResponseReturnValue:
    """What a browser needs to make a passkey."""
    return _options(lambda here: passkeys.register_options(anyone(), here))


@bp.route("/new", methods=["GET", "POST"])
@fresh
def new() -> ResponseReturnValue:
    """Asks for a name, and adds the passkey that the device made."""
    if request.method == "GET":
        return _new_page()
    form, person, enrolled = NewPasskeyForm(), anyone(), signin.enrolling() is not None
    try:
        answer, here = _answer(form)
        passkeys.register(person, answer, form.label.data or "", here)
    except PasskeyRefused:
        return _new_page(form, NOT_ADDED, 401)
    except EnoughPasskeys:
        return _new_page(form, ENOUGH, 409)
    return _renewed("passkey-added", "home.home" if enrolled else "ways_in.show", person)


def _new_page(form: NewPasskeyForm | None = None, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    form = form or NewPasskeyForm(formdata=None)
    body = render_template("account/passkey.html", form=form, error=error, named=site() is not None, no_name=NO_NAME)
    return body, status


@bp.route("/<uuid:passkey_id>/remove", methods=["GET", "POST"])
@fresh
def remove(passkey_id: UUID) -> ResponseReturnValue:
    """Asks, and takes a passkey away."""
    person, passkey, error = actor(), passkeys.own_one(actor(), passkey_id), None
    if FlaskForm().validate_on_submit():
        try:
            passkeys.remove(person, passkey_id)
            return _renewed("passkey-removed", "ways_in.show", person)
        except LastFactor:
            error = LAST
    return render_template("account/remove_passkey.html", passkey=passkey, error=error), 409 if error else 200


def _renewed(notice: str, endpoint: str, person: Any) -> ResponseReturnValue:
    """All sign-ins have ended; this one begins anew."""
    signin.renew(person)
    pages.leave_notice(notice)
    return redirect(url_for(endpoint), 303)
