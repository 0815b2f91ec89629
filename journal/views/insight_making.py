"""Making an insight from the words of a page: by its writer, and by a therapist who reads it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.insights import MadeForm
from journal.services.insights import insights
from journal.services.refusals import InsightRefused, PassageRefused
from journal.signin import actor
from journal.views import reflections, review

bp = Blueprint("insight_making", __name__)


@bp.post("/reflections/<uuid:reflection_id>/insights")
def make(reflection_id: UUID) -> ResponseReturnValue:
    """The patient makes an insight; what is refused comes back as it was typed."""
    made, refusal = _make(reflection_id, "patient")
    if made is None:
        return reflections.page(reflection_id, error=refusal, apart=_given(), status=400)
    return redirect(url_for("insights.show", insight_id=made), 303)


@bp.post("/review/<uuid:reflection_id>/insights")
def make_in_review(reflection_id: UUID) -> ResponseReturnValue:
    """The therapist adds an insight; what is refused comes back as it was typed."""
    made, refusal = _make(reflection_id, "therapist")
    if made is None:
        return review.page(reflection_id, error=refusal, apart=_given(), status=400)
    return redirect(url_for("review.show", reflection_id=reflection_id, _anchor="insights"), 303)


def _make(reflection_id: UUID, role: str) -> tuple[UUID | None, str]:
    """Makes it, or says why not; each of the two does so on the page that is theirs."""
    if actor().role != role:
        abort(404)
    form = MadeForm()
    if not form.validate():
        return None, "Something in this form is not as it was. Try once more."
    try:
        made = insights.make(actor(), reflection_id, form.insight(), form.typed())
    except (InsightRefused, PassageRefused) as refused:
        return None, str(refused)
    pages.leave_notice("insight-kept" if role == "patient" else "insight-added")
    return made, ""


def _given(fields: dict[str, Any] | None = None) -> dict[str, Any]:
    return {**(request.form.to_dict() if fields is None else fields), "form": "insight"}


def given_back(reflection_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page of a reflection with an insight that was not kept."""
    return reflections.page(reflection_id, error=error, apart=_given(fields))


def in_review_given_back(reflection_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The reading page with an insight that was not kept."""
    return review.page(reflection_id, error=error, apart=_given(fields))
