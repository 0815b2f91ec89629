"""The people of a clinic, for its manager."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from journal.services import people
from journal.signin import actor

bp = Blueprint("people", __name__)


@bp.get("/people")
def index() -> ResponseReturnValue:
    """Who belongs to the clinic; never a word of content."""
    return render_template("people/index.html", people=people.everyone(actor()))
