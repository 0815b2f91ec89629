"""Appointments: lists for everybody concerned, booking, changing, and saying what became of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.appointments import USUAL_MINUTES, AppointmentForm, BookingForm, filled_in
from journal.services import questions
from journal.services.appointments import (
    appointment_choices,
    appointment_lists,
    appointment_marks,
    appointment_views,
    appointments,
)
from journal.services.appointments.appointment_times import TimeRepeated
from journal.services.care import care_teams
from journal.services.people import name_lists, people_list
from journal.services.refusals import AppointmentDoubted, AppointmentRefused, TimeRefused
from journal.signin import actor

bp = Blueprint("appointments", __name__, url_prefix="/appointments")
ROLES = ("patient", "therapist", "manager")


@bp.get("")
def index() -> ResponseReturnValue:
    """What comes and what was, by day; a manager's can be of one therapist."""
    if actor().role not in ROLES:
        abort(404)
    is_past, number = request.args.get("when") == "past", request.args.get("page", 1, type=int)
    therapist = request.args.get("therapist", None, UUID) if actor().role == "manager" else None
    listed = (appointment_lists.past if is_past else appointment_lists.coming)(actor(), number, therapist)
    return render_template(
        "appointments/index.html", listed=listed, is_past=is_past, zone=actor().zone, clinic=pages.clinic(),
        therapist=therapist, therapists=people_list.therapists(actor()) if actor().role == "manager" else (),
    )  # fmt: skip


@bp.get("/new")
def new() -> ResponseReturnValue:
    """The form of a booking; a manager chooses the patient first."""
    patient = request.args.get("patient", "")[:36]
    if actor().role == "manager" and not patient:
        return _patients(request.args.get("asked", ""))
    return _form(BookingForm(formdata=None, data={"patient": patient, "minutes": USUAL_MINUTES}))


@bp.post("/patients")
def patients() -> ResponseReturnValue:
    """The patients a manager looks for."""
    return redirect(url_for(".new", asked=name_lists.ask(actor(), request.form.get("search", ""))), 303)


def _patients(asked: str, status: int = 200) -> ResponseReturnValue:
    search = questions.read(actor(), asked).get("search", "")
    shown = care_teams.listed(actor(), search, request.args.get("page", 1, type=int))
    return render_template(
        "appointments/patients.html", teams=shown.teams, page=shown.page, search=search, asked=asked
    ), status


@bp.post("/new")
def make() -> ResponseReturnValue:
    """Books it; what is refused or doubted comes back as it was typed."""
    form = BookingForm()
    if actor().role not in ROLES[1:]:
        abort(404)
    if not form.validate_on_submit():
        return _form(form, status=400)
    therapist = actor().id if actor().role == "therapist" else form.therapist_id()
    if therapist is None:
        return _form(form, error="Choose a therapist.", status=400)
    try:
        made = appointments.make(actor(), form.patient_id(), therapist, form.typed())
    except (AppointmentRefused, AppointmentDoubted, TimeRefused) as refused:
        return _form(form, **_why(form, refused))
    pages.leave_notice("appointment-made")
    return redirect(url_for(".show", appointment_id=made), 303)


def _why(form: AppointmentForm, refused: ValueError) -> dict[str, Any]:
    """What the form says, and whether pressing once more is enough."""
    if isinstance(refused, AppointmentDoubted):
        form.meant.data = refused.key
        return {"doubts": refused.said, "status": 409}
    if isinstance(refused, TimeRepeated):
        form.ask_which(refused.moments, actor().zone)
        return {"error": str(refused), "asks_which": True, "status": 400}
    return {"error": str(refused), "status": 400}


def _form(form: BookingForm, **said: Any) -> ResponseReturnValue:
    patient = form.patient.data
    if actor().role != "manager":
        booking = appointment_choices.of_therapist(actor())
    elif len(patient or "") == 36:
        booking = appointment_choices.of_manager(actor(), _uuid(patient))
    else:
        return _patients("", 400)
    form.offer(booking.patients, booking.therapists)
    return _rendered("appointments/new.html", form, booking=booking, **said)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(404)


def _rendered(template: str, form: AppointmentForm, *, status: int = 200, **said: Any) -> ResponseReturnValue:
    said = {"error": "", "doubts": (), "asks_which": bool(form.which.data), **said}
    return render_template(template, form=form, zone=actor().zone, **said), status


@bp.get("/<uuid:appointment_id>")
def show(appointment_id: UUID) -> ResponseReturnValue:
    """One appointment, and what can be done with it."""
    return _page(appointment_id)


def _page(appointment_id: UUID, error: str = "", status: int = 200) -> ResponseReturnValue:
    shown = appointment_views.page(actor(), appointment_id)
    return render_template(
        "appointments/show.html", appointment=shown.card, may_change=shown.may_change and shown.account_open,
        error=error, zone=actor().zone, clinic=pages.clinic(),
    ), status  # fmt: skip


@bp.get("/<uuid:appointment_id>/change")
def change_form(appointment_id: UUID) -> ResponseReturnValue:
    """The form of a change, as it stands."""
    card = _changeable(appointment_id)
    form = AppointmentForm(formdata=None, data=filled_in(card, actor().zone))
    return _rendered("appointments/change.html", form, appointment=card, asks_which=False)


def _changeable(appointment_id: UUID) -> appointment_views.AppointmentCard:
    shown = appointment_views.page(actor(), appointment_id)
    if not shown.may_change:
        abort(404)
    return shown.card


@bp.post("/<uuid:appointment_id>/change")
def change(appointment_id: UUID) -> ResponseReturnValue:
    """Changes it; what is refused or doubted comes back as it was typed."""
    card, form = _changeable(appointment_id), AppointmentForm()
    if not form.validate_on_submit():
        return _rendered("appointments/change.html", form, appointment=card, status=400)
    try:
        appointments.change(actor(), appointment_id, form.typed())
    except (AppointmentRefused, AppointmentDoubted, TimeRefused) as refused:
        return _rendered("appointments/change.html", form, appointment=card, **_why(form, refused))
    pages.leave_notice("appointment-changed")
    return redirect(url_for(".show", appointment_id=appointment_id), 303)


@bp.post("/<uuid:appointment_id>/held")
def held(appointment_id: UUID) -> ResponseReturnValue:
    """It took place; notes that were to wait for it appear."""
    return _marked(appointment_id, appointment_marks.mark_held, "appointment-held")


@bp.post("/<uuid:appointment_id>/missed")
def missed(appointment_id: UUID) -> ResponseReturnValue:
    """It did not take place; notes go on waiting."""
    return _marked(appointment_id, appointment_marks.mark_missed, "appointment-missed")


@bp.post("/<uuid:appointment_id>/cancel")
def cancel(appointment_id: UUID) -> ResponseReturnValue:
    """It will not take place."""
    return _marked(appointment_id, appointment_marks.cancel, "appointment-cancelled")


@bp.post("/<uuid:appointment_id>/undo")
def undo(appointment_id: UUID) -> ResponseReturnValue:
    """Takes the mark back."""
    return _marked(appointment_id, appointment_marks.reopen, "appointment-reopened")


def _marked(appointment_id: UUID, mark: appointment_marks.Mark, notice: str) -> ResponseReturnValue:
    try:
        released = mark(actor(), appointment_id)
    except AppointmentRefused as refused:
        return _page(appointment_id, str(refused), 409)
    pages.leave_notice(f"{notice}-released" if released else notice)
    return redirect(url_for(".show", appointment_id=appointment_id), 303)
