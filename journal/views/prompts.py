"""What a patient is asked: seen in one place, put off, skipped for good, and asked again."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.prompts import SkipForm
from journal.services.prompts import own_prompts, skips
from journal.signin import actor

bp = Blueprint("prompts", __name__, url_prefix="/prompts")


@bp.get("")
def index() -> ResponseReturnValue:
    """Every moment and its prompts, who added which, and what is skipped."""
    return render_template("prompts/own.html", plan=own_prompts.shown(actor()))


@bp.post("/not-now")
def put_off() -> ResponseReturnValue:
    """Asks for a moment again tomorrow."""
    form = _sent()
    about = form.about()
    if about is None:
        abort(404)
    skips.put_off(actor(), form.code.data or "", about)
    pages.leave_notice("prompt-put-off")
    return redirect(url_for("home.home"), 303)


@bp.post("/skip")
def skip() -> ResponseReturnValue:
    """Asks for a moment of one session, or a prompt, no more."""
    form = _sent()
    about, code = form.about(), form.code.data or ""
    if about is None:
        skips.skip_prompt(actor(), code)
    else:
        skips.skip_moment(actor(), code, about)
    pages.leave_notice("prompt-skipped")
    return redirect(url_for("home.home" if about else ".index"), 303)


@bp.post("/ask-again")
def ask_again() -> ResponseReturnValue:
    """Asks a prompt again that was skipped."""
    skips.ask_again(actor(), _sent().code.data or "")
    pages.leave_notice("prompt-asked-again")
    return redirect(url_for(".index"), 303)


def _sent() -> SkipForm:
    form = SkipForm()
    if not form.validate():
        abort(404)
    return form
