"""The people of a clinic, for its manager: who, when and how much, never a word of content."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.people import InviteForm, LicenceForm
from journal.forms.safety import PhoneNumberForm
from journal.services import questions
from journal.services.before import before_lists
from journal.services.people import licences, name_lists, people_admin, people_list, phone_numbers
from journal.services.people.invitations import Invited
from journal.services.people.people import ROLES
from journal.services.refusals import InvitationRefused, PersonRefused
from journal.signin import actor
from journal.views import invitations

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("")
def index() -> ResponseReturnValue:
    """Who belongs to the clinic, by name."""
    asked = request.args.get("asked", "")
    question = questions.read(actor(), asked)
    search, filters = question.get("search", ""), _filters(question or request.args)
    shown = people_list.listed(actor(), search, request.args.get("page", 1, type=int), **filters)
    return render_template(
        "people/index.html", people=shown.people, page=shown.page, licences=licences.warnings(actor()),
        search=search, filters=filters, asked={"asked": asked} if question else filters,
        roles=ROLES, statuses=people_list.STATUSES,
    )  # fmt: skip


@bp.post("")
def search() -> ResponseReturnValue:
    """The same, of those who are looked for."""
    asked = name_lists.ask(actor(), request.form.get("search", ""), **_filters(request.form))
    return redirect(url_for(".index", asked=asked), 303)


def _filters(sent: Mapping[str, str]) -> dict[str, str]:
    choices = {"role": ROLES, "status": people_list.STATUSES}
    return {name: sent[name] if sent.get(name) in chosen else "" for name, chosen in choices.items()}


@bp.get("/new")
def new() -> ResponseReturnValue:
    """The form of an invitation."""
    return _form(InviteForm(formdata=None, data={"role": "patient"}))


@bp.post("/new")
def invite() -> ResponseReturnValue:
    """Invites somebody, and shows their one-time link, once."""
    form = InviteForm()
    if not form.validate_on_submit():
        return _form(form, status=400)
    try:
        invited = people_admin.invite(actor(), **form.typed())
    except InvitationRefused as refused:
        return _form(form, error=str(refused), status=409)
    return _link(invited)


@bp.get("/<uuid:person_id>")
def show(person_id: UUID) -> ResponseReturnValue:
    """Who somebody is, when they were here, and how much there is."""
    return _person(person_id)


@bp.post("/<uuid:person_id>/link")
def resend(person_id: UUID) -> ResponseReturnValue:
    """A new one-time link, shown once; it ends the one before."""
    try:
        return _link(people_admin.resend(actor(), person_id))
    except PersonRefused as refused:
        return _person(person_id, str(refused), 409)


@bp.post("/<uuid:person_id>/disable")
def disable(person_id: UUID) -> ResponseReturnValue:
    """Ends somebody's sign-ins, and lets no new one begin."""
    return _done(person_id, people_admin.disable, "person-disabled")


@bp.post("/<uuid:person_id>/enable")
def enable(person_id: UUID) -> ResponseReturnValue:
    """Lets somebody sign in again."""
    return _done(person_id, people_admin.enable, "person-enabled")


@bp.post("/<uuid:person_id>/end-sign-ins")
def end_sign_ins(person_id: UUID) -> ResponseReturnValue:
    """Ends every open sign-in of somebody."""
    return _done(person_id, people_admin.end_sign_ins, "sign-ins-closed")


def _done(person_id: UUID, act: people_admin.ActOnPerson, notice: str) -> ResponseReturnValue:
    try:
        act(actor(), person_id)
    except PersonRefused as refused:
        return _person(person_id, str(refused), 409)
    pages.leave_notice(notice)
    return redirect(url_for(".show", person_id=person_id), 303)


@bp.post("/<uuid:person_id>/licence")
def set_licence(person_id: UUID) -> ResponseReturnValue:
    """Notes the number of a licence and the day it runs out."""
    form = LicenceForm()
    if not form.validate_on_submit():
        return _person(person_id, "Give the day as a date, such as 2027-03-31.", 400, request.form.to_dict())
    try:
        licences.set_licence(actor(), person_id, form.licence_number.data or "", form.expires_on.data)
    except PersonRefused as refused:
        return _person(person_id, str(refused), 409, request.form.to_dict())
    pages.leave_notice("licence-set")
    return redirect(url_for(".show", person_id=person_id), 303)


@bp.post("/<uuid:person_id>/phone-number")
def set_phone_number(person_id: UUID) -> ResponseReturnValue:
    """Notes the number on which a patient is reached."""
    typed = PhoneNumberForm().phone_number.data or ""
    try:
        phone_numbers.note_number(actor(), person_id, typed)
    except PersonRefused as refused:
        return _person(person_id, str(refused), 400, {"phone_number": typed})
    pages.leave_notice("phone-number" if typed else "phone-number-removed")
    return redirect(url_for(".show", person_id=person_id), 303)


def _person(
    person_id: UUID, error: str = "", status: int = 200, typed: dict[str, str] | None = None
) -> ResponseReturnValue:
    person = people_list.find(actor(), person_id)
    own = person_id == actor().id
    return render_template(
        "people/show.html", facts=person, person=person.card, own=own, error=error, typed=typed,
        licence=licences.of(actor(), person_id), phone_number=phone_numbers.of(actor(), person_id),
        kept_records=before_lists.of_keeper(actor(), person_id),
    ), status  # fmt: skip


def _form(form: InviteForm, *, error: str = "", status: int = 200) -> ResponseReturnValue:
    form.offer(people_list.therapists(actor()))
    return render_template("people/invite.html", form=form, error=error), status


def _link(invited: Invited) -> ResponseReturnValue:
    person = people_list.find(actor(), invited.person_id)
    back = url_for(".show", person_id=invited.person_id)
    return invitations.link_page(invited.token, person.card, person.link_until, back)
