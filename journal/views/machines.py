"""Answers for machines: that the process runs, and that it can serve."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from journal.services import installation

bp = Blueprint("machines", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database answers too; 503 otherwise."""
    installation.is_empty()
    return {"status": "ready"}
