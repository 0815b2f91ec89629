"""A patient's history."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from journal.services.audit import history
from journal.signin import actor

bp = Blueprint("history", __name__)
LAST_PAGE = 100_000


@bp.get("/account/history")
def show() -> ResponseReturnValue:
    """Who opened what and when, who was let in, and who was removed."""
    number = request.args.get("page", 1, type=int)
    return render_template("account/history.html", history=history.page(actor(), min(max(number, 1), LAST_PAGE)))
