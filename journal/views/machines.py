"""Answers for machines: that the process runs, that it can serve, and that a report of a browser came."""

from __future__ import annotations

import re

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from journal.extensions import csrf
from journal.headers import DIRECTIVES
from journal.services import installation
from journal.services.ledger import quarantine

bp = Blueprint("machines", __name__)
LONGEST_REPORT = 16 * 1024
_DIRECTIVE = re.compile(rb'"(?:effective|violated)-directive"\s*:\s*"([a-z-]{1,30})')


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


@bp.post("/policy-report")
@csrf.exempt  # type: ignore[untyped-decorator]  # a browser sends it by itself, and it changes nothing
def policy_report() -> ResponseReturnValue:
    """Logs which part of the policy a page broke; nothing else of a report, which may quote the page."""
    body = request.get_data() if (request.content_length or 0) <= LONGEST_REPORT else b""
    named = _DIRECTIVE.search(body)
    directive = named[1].decode("ascii") if named else ""
    if directive in DIRECTIVES:
        current_app.logger.warning("a browser kept a page from breaking its policy: %s", directive)
    return "", 204
