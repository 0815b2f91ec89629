"""Where one is signed in: the list, ending one or all others, and staying signed in."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages, viewer
from journal.services.sign_in import sign_in_list
from journal.services.sign_in.sign_ins import Found
from journal.signin import actor, found_sign_in

bp = Blueprint("sign_ins", __name__)


def _this() -> UUID:
    return cast(Found, found_sign_in()).id


@bp.get("/account/sign-ins")
def show() -> ResponseReturnValue:
    """Every place where one is signed in."""
    return render_template("sign_ins/show.html", sign_ins=sign_in_list.own(actor(), _this()))


@bp.post("/account/sign-ins/<uuid:sign_in_id>/end")
def end(sign_in_id: UUID) -> ResponseReturnValue:
    """Ends one of them."""
    sign_in_list.end_one(actor(), sign_in_id)
    pages.leave_notice("sign-in-ended")
    return redirect(url_for(".show"), 303)


@bp.post("/account/sign-ins/end-others")
def end_others() -> ResponseReturnValue:
    """Ends all but this one."""
    sign_in_list.end_others(actor(), _this())
    pages.leave_notice("sign-ins-ended")
    return redirect(url_for(".show"), 303)


@bp.post("/alive")
def alive() -> ResponseReturnValue:
    """Somebody is still here: says whose sign-in this is, and how many seconds it goes on without them."""
    return {"person": str(actor().id), "left": viewer.seconds_left()}
