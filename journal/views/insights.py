"""Insights and goals: listed, made from no page, opened, worded anew and deleted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.insights import ChangedInsightForm, InsightForm
from journal.services.insights import insight_pages, insights, patient_insights, points
from journal.services.refusals import ConsentMissing, InsightRefused, NobodyReads, NotToday
from journal.signin import actor
from journal.views.refused_reflections import REFUSED

bp = Blueprint("insights", __name__)


@bp.get("/insights")
def index() -> ResponseReturnValue:
    """Every insight and goal, with what follows from each."""
    return page()


def page(given: dict[str, Any] | None = None, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    """The list, with what was typed given back where it was refused."""
    shown = insight_pages.own(actor())
    return render_template(
        "insights/index.html", shown=shown, areas=points.areas(), given=given or {}, error=error
    ), status


@bp.post("/insights")
def add() -> ResponseReturnValue:
    """Makes an insight from no page, or a goal; what is refused comes back as it was typed."""
    form = InsightForm()
    kind = form.kind.data or ""
    given = {**request.form.to_dict(), "form": kind}
    if not form.validate():
        return page(given, "Choose who can read this, and save again.", 400)
    try:
        made = insights.make_alone(actor(), kind, form.insight())
    except InsightRefused as refused:
        return page(given, str(refused), 400)
    except (ConsentMissing, NobodyReads, NotToday) as refused:
        return page(given, *REFUSED[type(refused)])
    pages.leave_notice("insight-kept")
    return redirect(url_for(".show", insight_id=made), 303)


@bp.get("/insights/<uuid:insight_id>")
def show(insight_id: UUID) -> ResponseReturnValue:
    """One insight or goal; a therapist is sent to the page of the patient."""
    if actor().role == "therapist":
        return redirect(address_of(insight_id))
    return one(insight_id, opening=True)


def one(
    insight_id: UUID,
    given: dict[str, Any] | None = None,
    error: str | None = None,
    status: int = 200,
    *,
    opening: bool = False,
) -> ResponseReturnValue:
    """The page of one, with what was typed given back where it was refused."""
    if actor().role == "therapist":
        return of_patients(patient_insights.whose(actor(), insight_id), given, error, status)
    shown = (insight_pages.open_page if opening else insight_pages.page)(actor(), insight_id)
    return render_template(
        "insights/show.html", shown=shown, insight=shown.insight, outcomes=points.outcomes(), given=given or {},
        error=error,
    ), status  # fmt: skip


def address_of(insight_id: UUID) -> str:
    """Where an insight stands for whoever asks. Raises `NotAllowed`."""
    if actor().role == "patient":
        return url_for("insights.show", insight_id=insight_id)
    patient_id = patient_insights.whose(actor(), insight_id)
    return url_for("insights.of_patient", patient_id=patient_id, _anchor=f"insight-{insight_id}")


@bp.get("/patients/<uuid:patient_id>/insights")
def of_patient(patient_id: UUID) -> ResponseReturnValue:
    """What a patient shares of theirs; that it was opened is told to them."""
    return of_patients(patient_id)


def of_patients(
    patient_id: UUID, given: dict[str, Any] | None = None, error: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """The same, with what was typed given back where it was refused."""
    shown = patient_insights.of_patient(actor(), patient_id)
    return render_template("insights/of_patient.html", shown=shown, given=given or {}, error=error), status


@bp.get("/insights/<uuid:insight_id>/edit")
def edit(insight_id: UUID) -> ResponseReturnValue:
    """The form to word it anew, for whoever wrote it."""
    return _edit(insight_id)


def _edit(
    insight_id: UUID, given: dict[str, Any] | None = None, error: str | None = None, status: int = 200
) -> ResponseReturnValue:
    shown = insight_pages.to_change(actor(), insight_id)
    back = address_of(insight_id)
    return render_template(
        "insights/edit.html", insight=shown, areas=points.areas(), given=given, error=error, back=back
    ), status


@bp.post("/insights/<uuid:insight_id>")
def change(insight_id: UUID) -> ResponseReturnValue:
    """Keeps the new words; what is refused comes back with them."""
    form = ChangedInsightForm()
    given = request.form.to_dict()
    if not form.validate():
        return _edit(insight_id, given, "Something in this form is not as it was. Try once more.", 400)
    try:
        insights.change(actor(), insight_id, form.insight(), form.version.data or 1)
    except InsightRefused as refused:
        return _edit(insight_id, given, str(refused), 409 if str(refused) == insights.CHANGED_MEANWHILE else 400)
    pages.leave_notice("insight-kept")
    return redirect(address_of(insight_id), 303)


@bp.get("/insights/<uuid:insight_id>/delete")
def ask_delete(insight_id: UUID) -> ResponseReturnValue:
    """Says what is destroyed with it."""
    shown = insight_pages.to_delete(actor(), insight_id)
    return render_template("insights/delete.html", insight=shown, back=address_of(insight_id), error=None)


@bp.post("/insights/<uuid:insight_id>/delete")
def delete(insight_id: UUID) -> ResponseReturnValue:
    """Destroys it, with all that followed."""
    try:
        gone = insights.delete(actor(), insight_id)
    except InsightRefused as refused:
        return one(insight_id, error=str(refused), status=409)
    pages.leave_notice("insight-deleted")
    mine = actor().role == "patient"
    return redirect(url_for(".index") if mine else url_for(".of_patient", patient_id=gone.patient_id), 303)


def given_back(_person_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The list with what was typed and not kept."""
    return page({**fields, "form": fields.get("kind", "")}, error)


def change_given_back(insight_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of an insight with new words that were not kept."""
    return _edit(insight_id, fields, error)
