"""Red flags and what is signed: answered by the patient or the clinic, cleared by a prescriber, never by the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms.evaluations import GO_ON, SignForm, flag_forms
from journal.services.evaluations import clearances, evaluation_pages, red_flags
from journal.services.evaluations import evaluation_questions as questions
from journal.services.refusals import EvaluationMoved, EvaluationRefused
from journal.signin import actor
from journal.views import evaluation
from journal.views.evaluation import LOOK, REFUSED, said_of, whose

bp = Blueprint("evaluation_flags", __name__)
Sent = MultiDict[str, str]


@bp.get("/evaluation/flags")
@bp.get("/patients/<uuid:patient_id>/evaluation/flags")
def show(patient_id: UUID | None = None) -> ResponseReturnValue:
    """Every red flag: its answer, who signed it, and the form to answer."""
    return _page(whose(patient_id))


def _page(
    patient_id: UUID, sent: Sent | None = None, status: int = 200, error: str = "", *, moved: bool = False,
    signing: SignForm | None = None,
) -> ResponseReturnValue:  # fmt: skip
    head = evaluation_pages.head(actor(), patient_id)
    if sent is None and head.rests_until:
        return redirect(url_for("evaluation.show"))
    flags = red_flags.listed(actor(), patient_id)
    typed = flag_forms(flags, sent)
    for flag in flags if moved else ():
        if flag.code in typed:
            typed[flag.code].version.data = str(flag.seen)
    return render_template(
        "evaluation/flags.html", head=head, flags=flags, typed=typed, error=error, moved=moved, signing=signing,
        section=questions.section("flags"), after=questions.after(actor(), "flags"),
    ), status  # fmt: skip


@bp.post("/evaluation/flags")
@bp.post("/patients/<uuid:patient_id>/evaluation/flags")
def answer(patient_id: UUID | None = None) -> ResponseReturnValue:
    """Keeps the answers; none of them where one cannot be kept."""
    about = whose(patient_id)
    typed = flag_forms(red_flags.listed(actor(), about), request.form)
    if not all(form.validate() for form in typed.values()):
        return _page(about, request.form, 400, LOOK)
    try:
        red_flags.answer(actor(), about, {code: form.typed() for code, form in typed.items()})
    except REFUSED as refused:
        error, status = said_of(refused)
        moved = isinstance(refused, EvaluationMoved)
        return _page(about, request.form, 409 if moved else status, error, moved=moved)
    pages.leave_notice("evaluation-saved")
    address, after = evaluation_pages.head(actor(), about).address, questions.after(actor(), "flags")
    goes_on = after and request.form.get("step") == GO_ON
    return redirect(f"{address}/{after}" if goes_on else address, 303)


@bp.post("/patients/<uuid:patient_id>/evaluation/flags/clear")
def clear(patient_id: UUID) -> ResponseReturnValue:
    """A prescriber of the team signs one flag, with a reason."""
    form = SignForm()
    code, reason = form.flag.data or "", form.reason.data or ""
    try:
        red_flags.clear(actor(), patient_id, code, reason, form.seen())
    except EvaluationRefused as refused:
        return _page(patient_id, None, 409 if isinstance(refused, EvaluationMoved) else 400, str(refused), signing=form)
    pages.leave_notice("flag-cleared")
    return redirect(url_for(".show", patient_id=patient_id), 303)


@bp.post("/patients/<uuid:patient_id>/evaluation/clear")
def give(patient_id: UUID) -> ResponseReturnValue:
    """A prescriber of the team clears the patient for treatment, with a reason."""
    form = SignForm()
    try:
        clearances.give(actor(), patient_id, form.reason.data or "", form.seen(), form.flags_seen.data or "")
    except EvaluationRefused as refused:
        return _not_signed(patient_id, form, refused)
    return _signed(patient_id, "clearance-given")


@bp.post("/patients/<uuid:patient_id>/evaluation/withdraw")
def withdraw(patient_id: UUID) -> ResponseReturnValue:
    """Somebody of the team takes it back, with a reason."""
    form = SignForm()
    try:
        clearances.withdraw(actor(), patient_id, form.reason.data or "", form.seen())
    except EvaluationRefused as refused:
        return _not_signed(patient_id, form, refused)
    return _signed(patient_id, "clearance-withdrawn")


def _signed(patient_id: UUID, notice: str) -> ResponseReturnValue:
    pages.leave_notice(notice)
    return redirect(url_for("evaluation.show", patient_id=patient_id, _anchor="cleared"), 303)


def _not_signed(patient_id: UUID, form: SignForm, refused: EvaluationRefused) -> ResponseReturnValue:
    status = 409 if isinstance(refused, EvaluationMoved) else 400
    return evaluation.page(patient_id, status, error=str(refused), given=form)


def given_back(target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of the red flags with what was not saved."""
    return _page(target, MultiDict(fields), error=error)


def clear_given_back(target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page of the red flags with a reason that was not saved."""
    return _page(target, error=error, signing=SignForm(formdata=MultiDict(fields)))


def reason_given_back(target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The first page with a reason that was not saved."""
    return evaluation.page(target, error=error, given=SignForm(formdata=MultiDict(fields)))
