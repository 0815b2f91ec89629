"""The evaluation before a treatment, section by section: for its patient, and for their treatment team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms import evaluations as forms
from journal.forms.evaluations import AnswersForm, LeaveOutForm
from journal.permissions import NotAllowed
from journal.services.evaluations import evaluation_pages, evaluation_sections
from journal.services.evaluations import evaluation_questions as questions
from journal.services.refusals import EvaluationMoved, EvaluationRefused, NotToday
from journal.signin import actor

bp = Blueprint("evaluation", __name__)
LOOK = "Nothing was saved yet. What needs another look is marked below."
REST = (
    "Today is a day of rest, so this was not saved. Your words are still here; copy them, or come back to this page "
    "tomorrow."
)
REFUSED = (EvaluationRefused, NotToday)


def whose(patient_id: UUID | None) -> UUID:
    """Whose evaluation an address is about: the patient's own has no id in it. Raises `NotAllowed`."""
    if (patient_id is None) is not (actor().role == "patient"):
        raise NotAllowed
    return patient_id or actor().id


def said_of(refused: Exception) -> tuple[str, int]:
    """What a refusal is told as, and its status."""
    return (REST, 409) if isinstance(refused, NotToday) else (str(refused), 400)


@bp.get("/evaluation")
@bp.get("/patients/<uuid:patient_id>/evaluation")
def show(patient_id: UUID | None = None) -> ResponseReturnValue:
    """Every section and where it stands; for the clinic also what is signed."""
    return page(whose(patient_id))


def page(patient_id: UUID, status: int = 200, **said: Any) -> ResponseReturnValue:
    """The first page; with a reason that was not taken, where there is one."""
    shown = evaluation_pages.page(actor(), patient_id)
    said = {"error": "", "given": {}, "about": "", **said}
    template = "evaluation/own.html" if shown.head.is_own else "evaluation/of_patient.html"
    return render_template(template, evaluation=shown, head=shown.head, **said), status


@bp.get("/evaluation/<string:section>")
@bp.get("/patients/<uuid:patient_id>/evaluation/<string:section>")
def edit(section: str, patient_id: UUID | None = None) -> ResponseReturnValue:
    """One section as it stands, to be filled in further."""
    return _section(whose(patient_id), section)


def _section(
    patient_id: UUID, key: str, form: AnswersForm | None = None, status: int = 200, *, error: str = "",
    moved: bool = False,
) -> ResponseReturnValue:  # fmt: skip
    view = evaluation_sections.view(actor(), patient_id, key)
    head = evaluation_pages.head(actor(), patient_id)
    if form is None and head.rests_until:
        return redirect(url_for(".show"))
    form = form or forms.answers_shown(view)
    form.section.data = key
    now = {name: said for name, said in view.answers.items() if moved and said.text != form[name].data}
    if moved:
        form.version.data = str(view.version)
    may_fill = head.may_write and view.section.is_filled_by(actor())
    template = "evaluation/section.html" if may_fill or error else "evaluation/read.html"
    return render_template(template, head=head, view=view, form=form, error=error, now=now), status


@bp.post("/evaluation")
@bp.post("/patients/<uuid:patient_id>/evaluation")
def save(patient_id: UUID | None = None) -> ResponseReturnValue:
    """Keeps a section, also a part of it; what cannot be kept comes back with what was typed."""
    about, key = whose(patient_id), request.form.get("section", "")
    form = forms.answers_form(key)()
    if not form.validate():
        return _back(about, key, form, LOOK, 400)
    try:
        version = evaluation_sections.save(actor(), about, key, form.typed(), form.seen())
    except REFUSED as refused:
        return _back(about, key, form, *said_of(refused), moved=isinstance(refused, EvaluationMoved))
    if _asks_for_json():
        return {"version": version}
    return _on(about, key, form.step.data or "")


def _asks_for_json() -> bool:
    """Whether a script asked, which keeps what could not be saved."""
    return request.accept_mimetypes.best == "application/json"


def _back(
    patient_id: UUID, key: str, form: AnswersForm, error: str, status: int, *, moved: bool = False
) -> ResponseReturnValue:
    if moved:
        status = 409
    if _asks_for_json():
        return {"reason": "moved" if moved else "refused", "error": error}, status
    return _section(patient_id, key, form, status, error=error, moved=moved)


def _on(patient_id: UUID, key: str, step: str) -> ResponseReturnValue:
    """To the section after this one, or back to the list."""
    pages.leave_notice("evaluation-saved")
    head = evaluation_pages.head(actor(), patient_id)
    after = questions.after(actor(), key) if step == forms.GO_ON else ""
    return redirect(f"{head.address}/{after}" if after else head.address, 303)


@bp.post("/evaluation/leave-out")
def leave_out() -> ResponseReturnValue:
    """The patient leaves an optional section out; what was in it is destroyed."""
    about, form = whose(None), LeaveOutForm()
    key = form.section.data or ""
    try:
        evaluation_sections.leave_out(actor(), about, key, form.seen())
    except REFUSED as refused:
        error, status = said_of(refused)
        return _section(about, key, forms.answers_shown(evaluation_sections.view(actor(), about, key)), status,
                        error=error)  # fmt: skip
    pages.leave_notice("evaluation-left-out")
    return redirect(url_for(".show"), 303)


def given_back(target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of a section with what was not saved."""
    key = str(fields.get("section", ""))
    return _section(target, key, forms.answers_form(key)(formdata=MultiDict(fields)), error=error)
