"""Strategies and changes noticed: added to an insight or a goal, worded anew, and every kind of step deleted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.insights import ChangeForm, StrategyForm
from journal.services.insights import insights, step_pages, steps
from journal.services.refusals import ConsentMissing, InsightRefused, NobodyReads, NotToday
from journal.signin import actor
from journal.views import insights as insight_views
from journal.views.refused_reflections import REFUSED

bp = Blueprint("steps", __name__)
NOT_AS_IT_WAS = "Something in this form is not as it was. Try once more."


def _given(form: str, of: UUID | None = None) -> dict[str, Any]:
    return {**request.form.to_dict(), "form": form, "of": of}


@bp.post("/insights/<uuid:insight_id>/strategies")
def add_strategy(insight_id: UUID) -> ResponseReturnValue:
    """Puts a strategy under an insight or a goal; what is refused comes back as it was typed."""
    form = StrategyForm()
    refusal = None if form.validate() else NOT_AS_IT_WAS
    try:
        if refusal is None:
            steps.add_strategy(actor(), insight_id, form.strategy(), form.new())
    except InsightRefused as refused:
        refusal = str(refused)
    if refusal:
        return insight_views.one(insight_id, _given("strategy", insight_id), refusal, 400)
    pages.leave_notice("strategy-kept")
    return redirect(insight_views.address_of(insight_id), 303)


@bp.post("/insights/<uuid:insight_id>/changes")
def add_change(insight_id: UUID) -> ResponseReturnValue:
    """Keeps a change that was noticed; what is refused comes back as it was typed."""
    form = ChangeForm()
    refusal = None if form.validate() else NOT_AS_IT_WAS
    try:
        if refusal is None:
            steps.add_change(actor(), insight_id, form.change(), form.new())
    except InsightRefused as refused:
        refusal = str(refused)
    if refusal:
        return insight_views.one(insight_id, _given("change", insight_id), refusal, 400)
    pages.leave_notice("change-kept")
    return redirect(url_for("insights.show", insight_id=insight_id, _anchor="changes"), 303)


@bp.post("/changes")
def add_change_alone() -> ResponseReturnValue:
    """Keeps a change that belongs to nothing; what is refused comes back as it was typed."""
    form = ChangeForm()
    if not form.validate():
        return insight_views.page(_given("change"), NOT_AS_IT_WAS, 400)
    try:
        steps.add_change_alone(actor(), form.change(), form.new())
    except InsightRefused as refused:
        return insight_views.page(_given("change"), str(refused), 400)
    except (ConsentMissing, NobodyReads, NotToday) as refused:
        return insight_views.page(_given("change"), *REFUSED[type(refused)])
    pages.leave_notice("change-kept")
    return redirect(url_for("insights.index", _anchor="changes"), 303)


@bp.get("/strategies/<uuid:step_id>")
def edit(step_id: UUID) -> ResponseReturnValue:
    """The form to word a strategy anew, for whoever wrote it."""
    return _edit(step_id)


def _edit(
    step_id: UUID, given: dict[str, Any] | None = None, error: str | None = None, status: int = 200
) -> ResponseReturnValue:
    insight, strategy = step_pages.to_change(actor(), step_id)
    back = insight_views.address_of(insight.id)
    return render_template(
        "insights/strategy.html", insight=insight, strategy=strategy, given=given, error=error, back=back
    ), status


@bp.post("/strategies/<uuid:step_id>")
def change_strategy(step_id: UUID) -> ResponseReturnValue:
    """Keeps the new words; what is refused comes back with them."""
    form = StrategyForm()
    if not form.validate():
        return _edit(step_id, request.form.to_dict(), NOT_AS_IT_WAS, 400)
    try:
        row = steps.change_strategy(actor(), step_id, form.strategy(), form.version.data or 1)
    except InsightRefused as refused:
        status = 409 if str(refused) == insights.CHANGED_MEANWHILE else 400
        return _edit(step_id, request.form.to_dict(), str(refused), status)
    pages.leave_notice("strategy-kept")
    return redirect(_address(row.insight_id), 303)


def _address(insight_id: UUID | None) -> str:
    return insight_views.address_of(insight_id) if insight_id else url_for("insights.index")


@bp.get("/steps/<uuid:step_id>/delete")
def ask_delete(step_id: UUID) -> ResponseReturnValue:
    """Says what is destroyed."""
    shown = step_pages.to_delete(actor(), step_id)
    return render_template("insights/delete_step.html", step=shown, back=_address(shown.insight_id))


@bp.post("/steps/<uuid:step_id>/delete")
def delete(step_id: UUID) -> ResponseReturnValue:
    """Destroys a strategy with how it went, a check-in or a change."""
    step = step_pages.to_delete(actor(), step_id)
    try:
        steps.delete(actor(), step_id)
    except InsightRefused as refused:
        return insight_views.one(step.insight_id, error=str(refused), status=409) if step.insight_id else abort(404)
    pages.leave_notice("step-deleted")
    return redirect(_address(step.insight_id), 303)


def strategy_given_back(insight_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page of an insight with a strategy that was not kept."""
    return insight_views.one(insight_id, {**fields, "form": "strategy", "of": insight_id}, error)


def change_given_back(insight_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page of an insight with a change that was not kept."""
    return insight_views.one(insight_id, {**fields, "form": "change", "of": insight_id}, error)


def change_alone_given_back(_person_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The list with a change that was not kept."""
    return insight_views.page({**fields, "form": "change"}, error)


def edit_given_back(step_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of a strategy with new words that were not kept."""
    return _edit(step_id, fields, error)
