"""What is answered to a referral: accepted, declined, closed, taken back, removed, and which reason was told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms.referrals import AnswerForm, RemovalForm, ToldForm
from journal.services.referrals import referral_answers
from journal.services.referrals import referrals as referral_notes
from journal.services.refusals import ReferralMoved, ReferralRefused
from journal.signin import actor
from journal.views import referrals

bp = Blueprint("referral_answers", __name__, url_prefix="/patients/<uuid:patient_id>/referral")


@bp.post("/answer")
def answer(patient_id: UUID) -> ResponseReturnValue:
    """Keeps an answer with its reason; what is refused comes back with its words."""
    form = AnswerForm()
    if not form.validate():
        return referrals.page(patient_id, form, 400, str(next(iter(form.errors.values()))[0]))
    try:
        referral_answers.answer(actor(), patient_id, form.seen(), form.typed())
    except ReferralMoved as moved:
        return referrals.page(patient_id, form, 409, str(moved))
    except ReferralRefused as refused:
        return referrals.page(patient_id, form, 400, str(refused))
    return _done(patient_id, "referral-answered")


@bp.post("/told")
def tell(patient_id: UUID) -> ResponseReturnValue:
    """Marks a reason as told to the patient, who can read it from now on."""
    form = ToldForm()
    if not form.validate():
        abort(404)
    try:
        referral_answers.tell(actor(), patient_id, UUID(form.record_id.data), UUID(form.act_id.data))
    except ReferralMoved as moved:
        return referrals.page(patient_id, None, 409, str(moved))
    return _done(patient_id, "referral-told")


@bp.post("/remove")
def remove(patient_id: UUID) -> ResponseReturnValue:
    """Destroys what was noted by mistake."""
    form = RemovalForm()
    if not form.validate():
        abort(404)
    try:
        referral_notes.remove(actor(), patient_id, UUID(form.record_id.data), form.version.data or 0)
    except ReferralMoved as moved:
        return referrals.page(patient_id, None, 409, str(moved))
    return _done(patient_id, "referral-removed")


def _done(patient_id: UUID, notice: str) -> ResponseReturnValue:
    pages.leave_notice(notice)
    return redirect(url_for("referrals.show", patient_id=patient_id, _anchor="answer"), 303)


def given_back(patient_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page with an answer that was not kept."""
    return referrals.page(patient_id, AnswerForm(formdata=MultiDict(fields)), 200, error)
