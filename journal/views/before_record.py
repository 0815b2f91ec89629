"""The page of a record before the person: its keeper invites them, lets a colleague in, destroys it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from journal import pages
from journal.forms.before import DestroyForm, LetInForm
from journal.services.before import before_endings, before_lists, letting_in, opening
from journal.services.refusals import BeforeRefused
from journal.signin import actor
from journal.views import invitations
from journal.views.step_up import fresh

bp = Blueprint("before_record", __name__, url_prefix="/patients")


@bp.get("/<uuid:patient_id>/record")
def show(patient_id: UUID) -> ResponseReturnValue:
    """Who keeps the record, what is in it, and what its keeper can do."""
    return _page(patient_id)


def _page(patient_id: UUID, error: str = "", status: int = 200) -> ResponseReturnValue:
    kept = before_lists.page(actor(), patient_id)
    return render_template("before/show.html", kept=kept, person=kept.person, error=error), status


@bp.post("/<uuid:patient_id>/record/invite")
def invite(patient_id: UUID) -> ResponseReturnValue:
    """A one-time link, shown once; it opens nothing of the record."""
    _checked()
    try:
        invited = opening.invite(actor(), patient_id)
    except BeforeRefused as refused:
        return _page(patient_id, str(refused), 409)
    kept, back = before_lists.page(actor(), patient_id), url_for(".show", patient_id=patient_id)
    return invitations.link_page(invited.token, kept.person, kept.link_until, back, of_record=True)


@bp.get("/<uuid:patient_id>/record/colleagues/<uuid:person_id>")
def confirm_colleague(patient_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """A colleague's key in words, before they are let in."""
    kept, candidate = before_lists.page(actor(), patient_id), letting_in.candidate(actor(), patient_id, person_id)
    return render_template("before/let_in.html", kept=kept, person=kept.person, candidate=candidate)


@bp.post("/<uuid:patient_id>/record/colleagues/<uuid:person_id>")
def let_in(patient_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Lets the colleague in."""
    form = LetInForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        letting_in.let_in(actor(), patient_id, person_id, form.fingerprint.data or "")
    except BeforeRefused as refused:
        return _page(patient_id, str(refused), 409)
    pages.leave_notice("before-let-in")
    return redirect(url_for(".show", patient_id=patient_id), 303)


@bp.post("/<uuid:patient_id>/record/colleagues/<uuid:person_id>/take-back")
def take_back(patient_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Takes the record back from a colleague, or leaves it, at once."""
    _checked()
    letting_in.take_back(actor(), patient_id, person_id)
    if person_id == actor().id:
        pages.leave_notice("before-left")
        return redirect(url_for("home.home"), 303)
    pages.leave_notice("before-taken-back")
    return redirect(url_for(".show", patient_id=patient_id), 303)


@bp.route("/<uuid:patient_id>/record/destroy", methods=["GET", "POST"])
@fresh
def destroy(patient_id: UUID) -> ResponseReturnValue:
    """What destroying it does; and destroys it."""
    form, kept = DestroyForm(), before_lists.page(actor(), patient_id)
    if not kept.can_destroy:
        return redirect(url_for(".show", patient_id=patient_id), 303) if kept.is_mine else abort(404)
    if not form.validate_on_submit():
        return render_template(
            "before/destroy.html", form=form, kept=kept, person=kept.person
        ), 400 if form.errors else 200
    try:
        before_endings.destroy(actor(), patient_id, form.reason.data)
    except BeforeRefused as refused:
        return _page(patient_id, str(refused), 409)
    pages.leave_notice("before-destroyed")
    return redirect(url_for("home.home"), 303)


def _checked() -> None:
    if not FlaskForm().validate_on_submit():
        abort(400)
