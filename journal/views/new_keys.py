"""New keys, for somebody whose password another person knew."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from journal import browsers, pages, signin
from journal.forms.factors import ChangePasswordForm
from journal.services.recovery import new_keys
from journal.services.refusals import WeakPassword
from journal.services.sign_in import sign_ins
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.slots import WrongSignIn
from journal.signin import actor
from journal.views.invitations import kit_page

bp = Blueprint("new_keys", __name__)
WRONG = "This is not your current password. Nothing was changed."


@bp.route("/account/new-keys", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Says what new keys mean, and makes them for who knows the current password."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _page(form)
    typed = (form.current_password.data or "", form.password.data or "")
    try:
        renewed = new_keys.renew(actor(), *typed, *browsers.origin())
    except WrongSignIn:
        return _page(form, WRONG, 401)
    except WeakPassword as weak:
        return _page(form, str(weak))
    except FactorsChanged:
        return _page(form, pages.FACTORS_CHANGED, 403)
    signin.begin(renewed.unlocked, sign_ins.FULL)
    return kit_page(renewed.kit)


def _page(form: ChangePasswordForm, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("account/new_keys.html", form=form, error=error, role=actor().role), status
