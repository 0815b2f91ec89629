"""Care teams, for the manager: who is asked, who reads, and every change by one button."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.people import HandOverForm, TherapistForm
from journal.forms.treatment import ClinicianForm
from journal.services import questions
from journal.services.care import assigning, care_endings, care_teams
from journal.services.people import name_lists, people_list
from journal.services.refusals import CareRefused
from journal.services.treatment import team_lists
from journal.signin import actor

bp = Blueprint("care_teams", __name__)


@bp.get("/care-teams")
def index() -> ResponseReturnValue:
    """The patients of the clinic with their therapists."""
    asked = request.args.get("asked", "")
    search = questions.read(actor(), asked).get("search", "")
    shown = care_teams.listed(actor(), search, request.args.get("page", 1, type=int))
    return render_template("care_teams/index.html", teams=shown.teams, page=shown.page, search=search, asked=asked)


@bp.post("/care-teams")
def search() -> ResponseReturnValue:
    """The same, of those who are looked for."""
    return redirect(url_for(".index", asked=name_lists.ask(actor(), request.form.get("search", ""))), 303)


@bp.get("/care-teams/<uuid:patient_id>")
def show(patient_id: UUID) -> ResponseReturnValue:
    """One patient's team."""
    return _team(patient_id, TherapistForm(formdata=None))


@bp.post("/care-teams/<uuid:patient_id>/therapists")
def assign(patient_id: UUID) -> ResponseReturnValue:
    """Asks the patient to let one more therapist read."""
    form = TherapistForm()
    if not form.validate_on_submit():
        return _team(patient_id, form, status=400)
    try:
        assigning.assign(actor(), patient_id, form.chosen())
    except CareRefused as refused:
        return _team(patient_id, form, error=str(refused), status=409)
    pages.leave_notice("therapist-asked")
    return redirect(url_for(".show", patient_id=patient_id), 303)


@bp.get("/care-teams/relations/<uuid:relation_id>/end")
def confirm_end(relation_id: UUID) -> ResponseReturnValue:
    """What ending this care would do."""
    return render_template("care_teams/end.html", ending=care_teams.member(actor(), relation_id))


@bp.post("/care-teams/relations/<uuid:relation_id>/end")
def end(relation_id: UUID) -> ResponseReturnValue:
    """Ends the care of one therapist, at once."""
    ending = care_teams.member(actor(), relation_id)
    care_endings.end(actor(), relation_id)
    pages.leave_notice("care-ended")
    return redirect(url_for(".show", patient_id=ending.team.patient.id), 303)


@bp.get("/care-teams/relations/<uuid:relation_id>/change")
def confirm_change(relation_id: UUID) -> ResponseReturnValue:
    """Whom to ask for in the place of this therapist."""
    return _change(relation_id, TherapistForm(formdata=None))


@bp.post("/care-teams/relations/<uuid:relation_id>/change")
def change(relation_id: UUID) -> ResponseReturnValue:
    """Ends this care and asks for another therapist, in one step."""
    form = TherapistForm()
    if not form.validate_on_submit():
        return _change(relation_id, form, status=400)
    try:
        patient_id = assigning.change(actor(), relation_id, form.chosen())
    except CareRefused as refused:
        return _change(relation_id, form, error=str(refused), status=409)
    pages.leave_notice("therapist-changed")
    return redirect(url_for(".show", patient_id=patient_id), 303)


@bp.get("/people/<uuid:person_id>/hand-over")
def confirm_hand_over(person_id: UUID) -> ResponseReturnValue:
    """Who takes all patients of a therapist over."""
    return _hand_over(person_id, HandOverForm(formdata=None))


@bp.post("/people/<uuid:person_id>/hand-over")
def hand_over(person_id: UUID) -> ResponseReturnValue:
    """Asks every patient of a therapist to let another one read."""
    form = HandOverForm()
    if not form.validate_on_submit():
        return _hand_over(person_id, form, status=400)
    try:
        assigning.hand_over(actor(), person_id, form.chosen(), end_now=form.end_now.data)
    except CareRefused as refused:
        return _hand_over(person_id, form, error=str(refused), status=409)
    pages.leave_notice("handed-over")
    return redirect(url_for("people.show", person_id=person_id), 303)


def _team(patient_id: UUID, form: TherapistForm, *, error: str = "", status: int = 200) -> ResponseReturnValue:
    return _shown(patient_id, form, ClinicianForm(formdata=None), error), status


def with_treatment(patient_id: UUID, form: ClinicianForm, *, error: str = "", status: int = 200) -> ResponseReturnValue:
    """The same page with what was asked for the treatment record."""
    return _shown(patient_id, TherapistForm(formdata=None), form, error), status


def _shown(patient_id: UUID, form: TherapistForm, clinician_form: ClinicianForm, error: str) -> str:
    team = care_teams.team(actor(), patient_id)
    treatment = team_lists.of_manager(actor(), patient_id)
    form.offer(care_teams.free_therapists(actor(), team.members))
    clinician_form.offer(treatment.free)
    return render_template(
        "care_teams/show.html", team=team, treatment=treatment, form=form, clinician_form=clinician_form, error=error
    )


def _change(relation_id: UUID, form: TherapistForm, *, error: str = "", status: int = 200) -> ResponseReturnValue:
    ending = care_teams.member(actor(), relation_id)
    form.offer(care_teams.free_therapists(actor(), ending.team.members))
    return render_template("care_teams/change.html", ending=ending, form=form, error=error), status


def _hand_over(person_id: UUID, form: HandOverForm, *, error: str = "", status: int = 200) -> ResponseReturnValue:
    leaving = care_teams.leaving(actor(), person_id)
    form.offer([each for each in people_list.therapists(actor()) if each.id != person_id])
    return render_template("care_teams/hand_over.html", leaving=leaving, form=form, error=error), status
