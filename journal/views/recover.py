"""Coming back with the recovery kit."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from journal import signin
from journal.forms.access import RecoverForm
from journal.services import accounts
from journal.services.refusals import CodeMistyped, WeakPassword
from journal.services.slots import WrongSignIn
from journal.views.invitations import kit_page

bp = Blueprint("recover", __name__)
WRONG = "This email and code do not belong together. Check both; a code works once, and a new kit replaces the old."
MISTYPED = "The code is not complete or has a slip in it. Compare it with your kit, letter by letter."


@bp.route("/recover", methods=["GET", "POST"])
def recover() -> ResponseReturnValue:
    """Sets a new password with the kit's code, and shows the next kit."""
    form, error = RecoverForm(), None
    if form.validate_on_submit():
        try:
            unlocked, kit = accounts.recover(form.email.data or "", form.code.data or "", form.password.data or "")
        except WrongSignIn:
            error = WRONG
        except CodeMistyped:
            error = MISTYPED
        except WeakPassword as weak:
            error = str(weak)
        else:
            signin.begin(unlocked)
            return kit_page(kit)
    return render_template("recover/recover.html", form=form, error=error)
