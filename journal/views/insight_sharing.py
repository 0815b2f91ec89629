"""Sharing an insight or a goal that is from no page, and making it private again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.insights import WhomForm
from journal.services.insights import insight_sharing
from journal.services.refusals import ConsentMissing, NobodyReads
from journal.signin import actor
from journal.views import insights
from journal.views.refused_reflections import REFUSED

bp = Blueprint("insight_sharing", __name__)


@bp.post("/insights/<uuid:insight_id>/share")
def share(insight_id: UUID) -> ResponseReturnValue:
    """Lets a therapist read what is from no page."""
    form = WhomForm()
    if not form.validate():
        abort(400)
    try:
        insight_sharing.share(actor(), insight_id, form.audience.data or "")
    except (ConsentMissing, NobodyReads) as refused:
        return insights.one(insight_id, None, *REFUSED[type(refused)])
    pages.leave_notice("insight-shared")
    return redirect(url_for("insights.show", insight_id=insight_id), 303)


@bp.post("/insights/<uuid:insight_id>/make-private")
def make_private(insight_id: UUID) -> ResponseReturnValue:
    """Makes what is from no page private again."""
    insight_sharing.make_private(actor(), insight_id)
    pages.leave_notice("insight-private")
    return redirect(url_for("insights.show", insight_id=insight_id), 303)
