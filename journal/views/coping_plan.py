"""A patient's coping plan: seen, written, printed, shared and made private; and read by their therapist."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms import coping_plans as forms
from journal.forms.coping_plans import CopingPlanForm
from journal.services.coping_plans import coping_plans, plan_card, plan_conflicts, plan_parts, plan_reading
from journal.services.coping_plans.coping_plans import PlanEditor, TypedPlan
from journal.services.refusals import ConsentMissing, NobodyReads, NotToday, NoWords, PlanChanged, PlanRefused
from journal.signin import actor
from journal.views.refused_reflections import EMPTY, NOBODY, NOT_AGREED

bp = Blueprint("coping_plan", __name__)
REST = (
    "Today is a day of rest, so nothing was shared. Your words are still here: save them for yourself, or tick that "
    "it is to be shared today all the same."
)
REFUSED: dict[type[Exception], tuple[str, int]] = {
    NobodyReads: (NOBODY, 409),
    ConsentMissing: (NOT_AGREED, 409),
    NoWords: (EMPTY, 400),
    NotToday: (REST, 409),
}


@bp.get("/plan")
def show() -> ResponseReturnValue:
    """The plan as it stands, with who can read it."""
    return render_template("coping_plan/show.html", plan=coping_plans.page(actor()), idea=plan_parts.idea())


@bp.get("/plan/edit")
def edit() -> ResponseReturnValue:
    """The form of all six parts."""
    return _edit(coping_plans.editor(actor()))


def _edit(
    editor: PlanEditor, error: str | None = None, status: int = 200, *, rests: bool = False
) -> ResponseReturnValue:
    return render_template("coping_plan/edit.html", editor=editor, error=error, rests=rests), status


@bp.post("/plan")
def save() -> ResponseReturnValue:
    """Saves the plan for whoever was chosen; a conflict shows both."""
    form = CopingPlanForm()
    typed = form.typed()
    if not form.validate():
        return _edit(coping_plans.editor_with(actor(), typed), "Choose who can read this, and save again.", 400)
    if form.resolution.data == "keep_both":
        typed = plan_conflicts.with_both(actor(), typed)
    try:
        shared = coping_plans.save(actor(), typed)
    except PlanChanged:
        return render_template("coping_plan/conflict.html", conflict=plan_conflicts.of(actor(), typed)), 409
    except PlanRefused as refused:
        return _edit(coping_plans.editor_with(actor(), typed), str(refused), 400)
    except (ConsentMissing, NobodyReads, NotToday, NoWords) as refused:
        return _refused(typed, refused)
    pages.leave_notice("plan-shared" if shared else "plan-saved")
    return redirect(url_for(".show"), 303)


def _refused(typed: TypedPlan, refused: Exception) -> ResponseReturnValue:
    editor = coping_plans.editor_with(actor(), typed)
    return _edit(editor, *REFUSED[type(refused)], rests=isinstance(refused, NotToday))


@bp.get("/plan/card")
def card() -> ResponseReturnValue:
    """The plan and the numbers to call, on one sheet to print."""
    return render_template("coping_plan/card.html", card=plan_card.card(actor()))


@bp.post("/plan/make-private")
def make_private() -> ResponseReturnValue:
    """Seals it for its writer alone, on any day."""
    coping_plans.make_private(actor())
    pages.leave_notice("plan-private")
    return redirect(url_for(".show"), 303)


@bp.get("/patients/<uuid:patient_id>/plan")
def read(patient_id: UUID) -> ResponseReturnValue:
    """The plan a patient shares, for their therapist; its patient sees that it was opened."""
    return render_template("coping_plan/read.html", plan=plan_reading.open_plan(actor(), patient_id))


def given_back(_target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form with the words of an earlier one; saving them goes through the conflict check."""
    return _edit(coping_plans.editor_with(actor(), forms.given_back(fields)), error)
