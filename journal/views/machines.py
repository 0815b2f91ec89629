"""Answers for machines: that the process runs, and that it can serve."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from journal.services import installation
from journal.services.ledger import quarantine

bp = Blueprint("machines", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database answers too, and is the one that the ledger knows; 503 otherwise."""
    installation.is_empty()
    if not quarantine.is_clear():
        return {"status": "quarantine"}, 503
    return {"status": "ready"}
