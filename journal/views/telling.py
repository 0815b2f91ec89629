"""A patient tells of a session they had."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import clock, pages
from journal.forms.telling import TellingForm
from journal.services.sessions import telling
from journal.services.sessions.telling import TellingRefused
from journal.signin import actor

bp = Blueprint("telling", __name__)


@bp.get("/sessions/tell")
def ask() -> ResponseReturnValue:
    """One question: when it ended."""
    today = clock.now().astimezone(ZoneInfo(actor().zone)).date()
    return _page(TellingForm(formdata=None, data={"day": today}))


@bp.post("/sessions/tell")
def tell() -> ResponseReturnValue:
    """Keeps it; the rest begins, and nothing more is asked."""
    form = TellingForm()
    if actor().role != "patient":
        abort(404)
    if not form.validate_on_submit():
        return _page(form, status=400)
    try:
        telling.tell(actor(), form.typed())
    except TellingRefused as refused:
        return _page(form, str(refused), 400)
    pages.leave_notice("session-told")
    return redirect(url_for("home.home"), 303)


def _page(form: TellingForm, error: str = "", status: int = 200) -> ResponseReturnValue:
    if actor().role != "patient":
        abort(404)
    return render_template("telling/ask.html", form=form, error=error), status
