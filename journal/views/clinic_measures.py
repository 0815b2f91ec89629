"""How many measures were answered, for the clinic's manager: counts of months, of nobody in particular."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from journal.services.measures import count_pages
from journal.signin import actor

bp = Blueprint("clinic_measures", __name__, url_prefix="/clinic/measures")


@bp.get("")
def show() -> ResponseReturnValue:
    """The counts of the last months."""
    return render_template("clinic/measures.html", page=count_pages.page(actor()))
