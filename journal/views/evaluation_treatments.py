"""Earlier treatments in an evaluation: listed, added one at a time, worded anew, removed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms.evaluations import STOP, EarlierTreatmentForm, RemoveForm
from journal.forms.fields import id_of
from journal.permissions import NotAllowed
from journal.services.evaluations import earlier_treatments, evaluation_pages
from journal.services.evaluations import evaluation_questions as questions
from journal.services.refusals import EvaluationMoved
from journal.signin import actor
from journal.views.evaluation import LOOK, REFUSED, said_of, whose

bp = Blueprint("evaluation_treatments", __name__)


@bp.get("/evaluation/earlier")
@bp.get("/patients/<uuid:patient_id>/evaluation/earlier")
def index(patient_id: UUID | None = None) -> ResponseReturnValue:
    """All of them, and the form to add one."""
    return _list(whose(patient_id))


def _list(
    patient_id: UUID, form: EarlierTreatmentForm | None = None, status: int = 200, error: str = ""
) -> ResponseReturnValue:
    head = evaluation_pages.head(actor(), patient_id)
    if form is None and head.rests_until:
        return redirect(url_for("evaluation.show"))
    listed = earlier_treatments.listed(actor(), patient_id)
    return render_template(
        "evaluation/earlier.html", head=head, listed=listed, count=earlier_treatments.count_in_words(listed),
        section=questions.section("earlier"), form=form or EarlierTreatmentForm(formdata=None), error=error,
        choices=earlier_treatments.CHOICES, after=questions.after(actor(), "earlier"),
    ), status  # fmt: skip


@bp.get("/evaluation/earlier/<uuid:record_id>")
@bp.get("/patients/<uuid:patient_id>/evaluation/earlier/<uuid:record_id>")
def edit(record_id: UUID, patient_id: UUID | None = None) -> ResponseReturnValue:
    """One of them, to be worded anew."""
    return _one(whose(patient_id), record_id)


def _one(
    patient_id: UUID, record_id: UUID, form: EarlierTreatmentForm | None = None, status: int = 200, error: str = "",
    *, moved: bool = False,
) -> ResponseReturnValue:  # fmt: skip
    stands = earlier_treatments.one(actor(), patient_id, record_id)
    if form is None:
        told = asdict(stands.told) if stands.told else {}
        form = EarlierTreatmentForm(formdata=None, data={**told, "record_id": str(record_id)})
    if moved or not error:
        form.version.data = str(stands.version)
    head = evaluation_pages.head(actor(), patient_id)
    return render_template(
        "evaluation/earlier_one.html", head=head, stands=stands, form=form, error=error, moved=moved,
        choices=earlier_treatments.CHOICES,
    ), status  # fmt: skip


@bp.post("/evaluation/earlier")
@bp.post("/patients/<uuid:patient_id>/evaluation/earlier")
def save(patient_id: UUID | None = None) -> ResponseReturnValue:
    """Adds one, or keeps the new words of one that is there; sent twice it is kept once."""
    about, form = whose(patient_id), EarlierTreatmentForm()
    if not form.validate():
        return _back(about, form, LOOK, 400)
    try:
        if form.seen():
            _change(about, form)
        else:
            earlier_treatments.add(actor(), about, form.typed(), form.treatment_id(), form.token.data or "")
    except REFUSED as refused:
        return _back(about, form, *said_of(refused), moved=isinstance(refused, EvaluationMoved))
    pages.leave_notice("evaluation-saved")
    head = evaluation_pages.head(actor(), about)
    return redirect(head.address if form.step.data == STOP else f"{head.address}/earlier", 303)


def _change(about: UUID, form: EarlierTreatmentForm) -> None:
    record_id = form.treatment_id()
    if record_id is None:
        raise NotAllowed
    earlier_treatments.change(actor(), about, record_id, form.typed(), form.seen())


def _back(
    about: UUID, form: EarlierTreatmentForm, error: str, status: int, *, moved: bool = False
) -> ResponseReturnValue:
    record_id, there = form.treatment_id(), {each.id for each in earlier_treatments.listed(actor(), about)}
    if form.seen() and record_id in there:
        return _one(about, record_id, form, 409 if moved else status, error, moved=moved)
    form.version.data = "0"  # what was removed meanwhile can be added anew
    return _list(about, form, status, error)


@bp.post("/evaluation/earlier/remove")
@bp.post("/patients/<uuid:patient_id>/evaluation/earlier/remove")
def remove(patient_id: UUID | None = None) -> ResponseReturnValue:
    """Removes one; its words are destroyed."""
    about, form = whose(patient_id), RemoveForm()
    record_id = id_of(form.record_id.data)
    if record_id is None:
        raise NotAllowed
    earlier_treatments.remove(actor(), about, record_id)
    pages.leave_notice("entry-removed")
    return redirect(f"{evaluation_pages.head(actor(), about).address}/earlier", 303)


def given_back(target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of a treatment with what was not saved."""
    return _back(target, EarlierTreatmentForm(formdata=MultiDict(fields)), error, 200)
