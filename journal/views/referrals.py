"""How a patient came: the list for clinicians, one patient's page, what is noted on it, and the patient's own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms.referrals import FORMS, AnswerForm, EnquiryForm, NotedForm
from journal.services.referrals import referral_lists, referral_page, referrals
from journal.services.referrals.referral_page import ReferralPage
from journal.services.referrals.referral_rows import STAGES
from journal.services.referrals.referral_words import KINDS
from journal.services.refusals import ReferralDoubted, ReferralMoved, ReferralRefused
from journal.signin import actor

bp = Blueprint("referrals", __name__)


@bp.get("/referrals")
def index() -> ResponseReturnValue:
    """The referrals of the patients on whose treatment team one is, what waits first."""
    listed = referral_lists.of_clinician(actor(), request.args.get("stage", ""))
    return render_template("referrals/index.html", listed=listed, stages=STAGES)


@bp.get("/referral")
def own() -> ResponseReturnValue:
    """What is noted of the patient's own referral, to read."""
    shown = referral_page.own(actor())
    return render_template("referrals/own.html", referral=shown, stages=STAGES, kinds=KINDS, clinic=pages.clinic())


@bp.get("/patients/<uuid:patient_id>/referral")
def show(patient_id: UUID) -> ResponseReturnValue:
    """How one patient came, and where it stands."""
    return page(patient_id)


def page(patient_id: UUID, form: AnswerForm | None = None, status: int = 200, error: str = "") -> ResponseReturnValue:
    """The same with an answer that was refused."""
    shown = referral_page.of_patient(actor(), patient_id)
    return render_template(
        "referrals/show.html", referral=shown, form=form, error=error, stages=STAGES, kinds=KINDS
    ), status  # fmt: skip


@bp.get("/patients/<uuid:patient_id>/referral/<step>")
def edit(patient_id: UUID, step: str) -> ResponseReturnValue:
    """The enquiry, or the referral as it came, to be noted or changed."""
    return _edit(patient_id, step)


def _edit(
    patient_id: UUID, step: str, form: NotedForm | None = None, status: int = 200, *, moved: bool = False, **said: str
) -> ResponseReturnValue:
    if step not in FORMS:
        abort(404)
    shown = referral_page.of_patient(actor(), patient_id)
    if not shown.may_write or (shown.newest and shown.newest.stands and not shown.newest.readable):
        abort(404)
    form = form or _as_it_stands(shown, step)
    if moved:
        form.version.data = str(shown.open_one.version if shown.open_one else 0)
    said = {"error": "", "doubt": "", **said}
    return render_template(
        "referrals/edit.html", referral=shown, step=step, heading=FORMS[step][0], form=form, moved=moved, kinds=KINDS,
        **said,
    ), status  # fmt: skip


def _as_it_stands(shown: ReferralPage, step: str) -> NotedForm:
    there = shown.open_one.noted(step) if shown.open_one else None
    form = FORMS[step][1](formdata=None, data=asdict(there.words) if there else None)
    form.version.data = str(shown.open_one.version if shown.open_one else 0)
    return form


@bp.post("/patients/<uuid:patient_id>/referral/<step>")
def save(patient_id: UUID, step: str) -> ResponseReturnValue:
    """Keeps it; what is refused or doubted comes back as it was typed."""
    form = FORMS.get(step, ("", EnquiryForm))[1]()
    if not form.validate():
        return _edit(patient_id, step, form, 400, error="Nothing was saved yet. Look at what is marked below.")
    try:
        referrals.note(actor(), patient_id, form.typed(), form.sent())
    except ReferralDoubted as doubt:
        form.meant.data = doubt.key
        return _edit(patient_id, step, form, 409, doubt=str(doubt))
    except ReferralMoved as moved:
        return _edit(patient_id, step, form, 409, moved=True, error=str(moved))
    except ReferralRefused as refused:
        return _edit(patient_id, step, form, 400, error=str(refused))
    pages.leave_notice("referral-saved")
    return redirect(url_for(".show", patient_id=patient_id, _anchor=step), 303)


def given_back(patient_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form with what was not saved."""
    step = str(fields.get("part", ""))
    kind = FORMS.get(step, ("", EnquiryForm))[1]
    return _edit(patient_id, step, kind(formdata=MultiDict(fields)), error=error)
