"""Sections that several roles find under one address, each their own."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from journal.signin import actor
from journal.views import own_sessions, session_records

bp = Blueprint("sections", __name__)
CARE = ("therapist", "prescriber", "nurse")


@bp.get("/sessions")
def sessions() -> ResponseReturnValue:
    """Dosing sessions: a patient's own, and for the treatment team those of their patients."""
    if actor().role == "patient":
        return own_sessions.index()
    return session_records.index() if actor().role in CARE else abort(404)
