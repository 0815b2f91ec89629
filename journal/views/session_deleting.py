"""Deleting a session that was entered by mistake."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.services.refusals import SessionKept
from journal.services.sessions import session_deleting
from journal.signin import actor

bp = Blueprint("session_deleting", __name__, url_prefix="/sessions/<uuid:session_id>/delete")


@bp.get("")
def ask(session_id: UUID) -> ResponseReturnValue:
    """Says what it means, or why the session stays."""
    return _page(session_id)


def _page(session_id: UUID, status: int = 200) -> ResponseReturnValue:
    deletion = session_deleting.look(actor(), session_id)
    return render_template("own_sessions/delete.html", deletion=deletion), status


@bp.post("")
def delete(session_id: UUID) -> ResponseReturnValue:
    """Deletes it, or says what hangs on it."""
    try:
        session_deleting.delete(actor(), session_id)
    except SessionKept:
        return _page(session_id, 409)
    pages.leave_notice("session-deleted")
    return redirect(url_for("sections.sessions"), 303)
