"""The audit, for the clinic's manager: who did what and when, never a word of content."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from journal.forms.audit import AuditFilter
from journal.services.audit import audit_page
from journal.signin import actor
from journal.views.step_up import fresh

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("")
def index() -> ResponseReturnValue:
    """The newest acts, a hundred at a time."""
    return _page(AuditFilter(request.args))


@bp.post("/verify")
def verify() -> ResponseReturnValue:
    """Looks at the newest rows, and says what is wrong with them."""
    return _page(AuditFilter(), faults=audit_page.verify(actor()))


@bp.post("/rows")
@fresh
def rows() -> ResponseReturnValue:
    """The rows that were on the page, for a spreadsheet."""
    form = AuditFilter(request.form)
    form.validate()
    answer = Response(audit_page.taken(actor(), form.wanted()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _page(form: AuditFilter, faults: tuple[str, ...] | None = None) -> ResponseReturnValue:
    form.validate()
    wanted = form.wanted()
    page = audit_page.page(actor(), wanted)
    return render_template("audit/index.html", page=page, wanted=wanted, errors=form.errors, faults=faults,
                           newest=audit_page.NEWEST)  # fmt: skip
