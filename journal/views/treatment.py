"""Treatment teams: the manager asks, the patient answers, and either of them ends a place on the team."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.treatment import ClinicianForm, TreatmentAnswerForm
from journal.services.refusals import CareRefused
from journal.services.treatment import team_lists, treatment_endings, treatment_requests, treatment_team
from journal.signin import actor
from journal.views import care_teams
from journal.views.step_up import fresh

bp = Blueprint("treatment", __name__)


@bp.post("/care-teams/<uuid:patient_id>/treatment")
def ask(patient_id: UUID) -> ResponseReturnValue:
    """Asks the patient to let a clinician into the treatment record."""
    form = ClinicianForm()
    if not form.validate_on_submit():
        return care_teams.with_treatment(patient_id, form, status=400)
    try:
        treatment_team.ask(actor(), patient_id, form.chosen())
    except CareRefused as refused:
        return care_teams.with_treatment(patient_id, form, error=str(refused), status=409)
    pages.leave_notice("treatment-asked")
    return redirect(url_for("care_teams.show", patient_id=patient_id, _anchor="treatment"), 303)


@bp.get("/care-teams/treatment/<uuid:member_id>/end")
def confirm_end(member_id: UUID) -> ResponseReturnValue:
    """What ending a place on the team does."""
    _only("manager")
    return render_template("care_teams/end_treatment.html", ending=team_lists.ending(actor(), member_id))


@bp.post("/care-teams/treatment/<uuid:member_id>/end")
def end(member_id: UUID) -> ResponseReturnValue:
    """Ends it, at once."""
    _only("manager")
    ending = team_lists.ending(actor(), member_id)
    treatment_endings.end(actor(), member_id)
    pages.leave_notice("treatment-ended")
    return redirect(url_for("care_teams.show", patient_id=ending.patient.id, _anchor="treatment"), 303)


@bp.post("/treatment-requests/<uuid:member_id>")
def answer(member_id: UUID) -> ResponseReturnValue:
    """Yes from now on, yes with what was there before, or not now."""
    form = TreatmentAnswerForm()
    if not form.validate_on_submit():
        abort(400)
    if form.answer.data == "also_before":
        return _share_also_before(member_id, form.fingerprint.data or "")
    accept, shown = form.answer.data == "from_now", form.fingerprint.data or ""
    treatment_requests.answer(actor(), member_id, accept=accept, fingerprint=shown)
    return _answered()


@fresh
def _share_also_before(member_id: UUID, shown: str) -> ResponseReturnValue:
    treatment_requests.answer(actor(), member_id, accept=True, also_before=True, fingerprint=shown)
    return _answered()


def _answered() -> ResponseReturnValue:
    pages.leave_notice("answered")
    return redirect(url_for("home.home"), 303)


@bp.get("/account/treatment/<uuid:member_id>/stop")
def confirm_stop(member_id: UUID) -> ResponseReturnValue:
    """What happens when a clinician reads the treatment record no more."""
    _only("patient")
    return render_template("care/stop_treatment.html", ending=team_lists.ending(actor(), member_id))


@bp.post("/account/treatment/<uuid:member_id>/stop")
def stop(member_id: UUID) -> ResponseReturnValue:
    """Stops it, at once."""
    _only("patient")
    treatment_endings.end(actor(), member_id)
    pages.leave_notice("reading-stopped")
    return redirect(url_for("account.show", _anchor="treatment-team"), 303)


@bp.get("/sessions/team/<uuid:member_id>/leave")
def confirm_leave(member_id: UUID) -> ResponseReturnValue:
    """What leaving a treatment team does."""
    return render_template("session_records/leave.html", ending=_own_place(member_id))


@bp.post("/sessions/team/<uuid:member_id>/leave")
def leave(member_id: UUID) -> ResponseReturnValue:
    """A clinician leaves a treatment team, at once."""
    _own_place(member_id)
    treatment_endings.end(actor(), member_id)
    pages.leave_notice("treatment-left")
    return redirect(url_for("sections.sessions"), 303)


def _own_place(member_id: UUID) -> team_lists.Ending:
    ending = team_lists.ending(actor(), member_id)
    if ending.member.clinician_id != actor().id:
        abort(404)
    return ending


def _only(role: str) -> None:
    if actor().role != role:
        abort(404)
