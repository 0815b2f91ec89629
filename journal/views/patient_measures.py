"""Measures of a patient for their treatment team: asked for, entered from paper, and taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms import answers as forms
from journal.forms.answers import AskForm, EntryForm, NotAnswers, RecordForm
from journal.services.measures import asks, entries, entry_pages, instruments, measure_lists, measure_overview
from journal.services.refusals import AnswersRefused, MeasureRefused
from journal.signin import actor

bp = Blueprint("patient_measures", __name__, url_prefix="/patients/<uuid:patient_id>/measures")
LOOK = "Nothing was saved yet. What needs another look is marked below."


@bp.get("")
def index(patient_id: UUID) -> ResponseReturnValue:
    """What was answered and asked for, and how each goes on."""
    return _index(patient_id)


def _index(patient_id: UUID, form: AskForm | None = None, error: str = "", status: int = 200) -> ResponseReturnValue:
    shown = measure_lists.of_patient(actor(), patient_id)
    form = (form or AskForm(formdata=None)).offer(shown.questionnaires)
    courses = measure_overview.of_patient(actor(), patient_id)
    return render_template(
        "measures/of_patient.html", measures=shown, courses=courses, form=form, error=error
    ), status  # fmt: skip


@bp.post("/ask")
def ask(patient_id: UUID) -> ResponseReturnValue:
    """Asks the patient for a measure by a day."""
    form = AskForm()
    if not form.validate() or not form.measure.data:
        return _index(patient_id, form, LOOK if form.measure.data else "Choose which measure is asked for.", 400)
    try:
        asks.ask(actor(), patient_id, form.typed())
    except MeasureRefused as refused:
        return _index(patient_id, form, str(refused), 400)
    pages.leave_notice("measure-asked")
    return redirect(url_for(".index", patient_id=patient_id), 303)


@bp.post("/withdraw")
def withdraw(patient_id: UUID) -> ResponseReturnValue:
    """Takes back what was asked for."""
    asks.withdraw(actor(), patient_id, _record())
    pages.leave_notice("measure-withdrawn")
    return redirect(url_for(".index", patient_id=patient_id), 303)


def _record() -> UUID:
    form = RecordForm()
    if not form.validate():
        abort(404)
    return UUID(form.record_id.data or "")


@bp.get("/<string:measure>/paper")
def paper(patient_id: UUID, measure: str) -> ResponseReturnValue:
    """All questions of one on a page, or the fields of a total."""
    return _paper(patient_id, measure, EntryForm(formdata=None), {})


def _paper(
    patient_id: UUID, measure: str, form: EntryForm, chosen: dict[str, int], error: str = "", status: int = 200
) -> ResponseReturnValue:
    page = entry_pages.page(actor(), patient_id, measure)
    return render_template("measures/paper.html", page=page, form=form, chosen=chosen, error=error), status


@bp.post("")
def enter(patient_id: UUID) -> ResponseReturnValue:
    """Keeps what lies on paper; what cannot be kept comes back as it was filled in."""
    form = EntryForm()
    if not form.validate():
        return _refused(patient_id, form, LOOK)
    try:
        _, is_flagged = entries.enter(actor(), patient_id, form.typed(_answers(form)))
    except AnswersRefused:
        return _refused(patient_id, form, forms.NO_ANSWER)
    except (NotAnswers, MeasureRefused) as refused:
        return _refused(patient_id, form, str(refused))
    pages.leave_notice("measure-entered-flag" if is_flagged else "measure-entered")
    return redirect(url_for(".index", patient_id=patient_id), 303)


def _answers(form: EntryForm) -> dict[str, int]:
    found = instruments.find(actor().clinic_id, form.measure.data or "", form.definition.data or "")
    return forms.answers_of(found, request.form)


def _refused(patient_id: UUID, form: EntryForm, error: str) -> ResponseReturnValue:
    return _paper(patient_id, form.measure.data or "", form, forms.chosen(request.form), error, 400)


@bp.get("/entered/<uuid:record_id>/remove")
def ask_to_remove(patient_id: UUID, record_id: UUID) -> ResponseReturnValue:
    """Asks before something that was entered is destroyed."""
    entry = entry_pages.own_entry(actor(), patient_id, record_id)
    return render_template("measures/remove.html", entry=entry)


@bp.post("/entered/<uuid:record_id>/remove")
def remove(patient_id: UUID, record_id: UUID) -> ResponseReturnValue:
    """Destroys what the clinician entered by mistake."""
    entries.remove(actor(), patient_id, record_id)
    pages.leave_notice("measure-removed")
    return redirect(url_for(".index", patient_id=patient_id), 303)


def ask_given_back(target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page with what was asked for and not sent."""
    return _index(target, AskForm(formdata=MultiDict(fields)), error)


def entry_given_back(target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of a measure from paper as it was filled in."""
    form = EntryForm(formdata=MultiDict(fields))
    return _paper(target, str(fields.get("measure", "")), form, forms.chosen(fields), error)
