"""A patient takes the whole journal along."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from journal.services.export import journal_export
from journal.signin import actor
from journal.views.step_up import fresh

bp = Blueprint("journal_export", __name__, url_prefix="/account/export")


@bp.get("")
def show() -> ResponseReturnValue:
    """What is in the file, and what leaves the sealed place with it."""
    return render_template("account/export.html", contents=journal_export.contents(actor()))


@bp.post("")
@fresh
def export() -> ResponseReturnValue:
    """The journal as a file."""
    file = Response(journal_export.export(actor()), mimetype="application/zip")
    file.headers["Content-Disposition"] = 'attachment; filename="journal.zip"'
    return file
