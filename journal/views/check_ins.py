"""How strategies went: asked on a page of its own, answered there or beside the strategy, or let go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.insights import AnswerForm, CheckInForm
from journal.services.insights import insight_pages, points, step_pages, steps
from journal.services.refusals import InsightRefused
from journal.signin import actor
from journal.views import insights
from journal.views import steps as steps_view

bp = Blueprint("check_ins", __name__)


@bp.get("/check-ins")
def how_it_went() -> ResponseReturnValue:
    """The strategies to ask about."""
    return _ask()


def _ask(given: dict[str, Any] | None = None, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    shown = insight_pages.how_it_went(actor())
    return render_template(
        "insights/check_ins.html", shown=shown, outcomes=points.outcomes(), given=given or {}, error=error
    ), status


@bp.post("/strategies/<uuid:step_id>/check-ins")
def check_in(step_id: UUID) -> ResponseReturnValue:
    """Keeps how a strategy went; what is refused comes back as it was typed."""
    form = CheckInForm()
    refusal = None if form.validate() else steps_view.NOT_AS_IT_WAS
    try:
        if refusal is None:
            steps.check_in(actor(), step_id, form.outcome.data or "", form.words(), form.new())
    except InsightRefused as refused:
        refusal = str(refused)
    if refusal:
        return _check_in_page(step_id, {**request.form.to_dict(), "form": "check-in", "of": step_id}, refusal, 400)
    pages.leave_notice("check-in-kept")
    return redirect(_next(step_id), 303)


def _next(step_id: UUID) -> str:
    """Back to where it was asked: the page that asks, or that of the insight."""
    if request.form.get("back") == "check-ins":
        return url_for(".how_it_went")
    return url_for("insights.show", insight_id=step_pages.insight_of(actor(), step_id))


def _check_in_page(step_id: UUID, given: dict[str, Any], error: str, status: int = 200) -> ResponseReturnValue:
    if given.get("back") == "check-ins":
        return _ask(given, error, status)
    return insights.one(step_pages.insight_of(actor(), step_id), given, error, status)


@bp.post("/strategies/<uuid:step_id>/put-off")
def put_off(step_id: UUID) -> ResponseReturnValue:
    """Lets the question go, this once or for good."""
    form = AnswerForm()
    if not form.validate():
        abort(400)
    steps.put_off(actor(), step_id, for_good=form.answer.data == "never")
    pages.leave_notice("let-go-for-good" if form.answer.data == "never" else "let-go")
    return redirect(_next(step_id), 303)


def check_in_given_back(step_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page that asked, with an answer that was not kept."""
    return _check_in_page(step_id, {**fields, "form": "check-in", "of": step_id}, error)
