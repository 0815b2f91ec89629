"""When a patient has died: noted by a manager, confirmed by a second person."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.care import DeathAnswerForm
from journal.services.people import deaths
from journal.signin import actor
from journal.views.step_up import fresh

bp = Blueprint("deaths", __name__)


@bp.get("/people/<uuid:person_id>/death")
def show(person_id: UUID) -> ResponseReturnValue:
    """What it means to note a death."""
    return render_template("people/death.html", page=deaths.page(actor(), person_id))


@bp.post("/people/<uuid:person_id>/death")
@fresh
def note(person_id: UUID) -> ResponseReturnValue:
    """Notes it; a second person is asked."""
    deaths.ask(actor(), person_id)
    pages.leave_notice("death-noted")
    return redirect(url_for(".show", person_id=person_id), 303)


@bp.post("/deaths/<uuid:death_id>/answer")
@fresh
def answer(death_id: UUID) -> ResponseReturnValue:
    """Confirms it, or takes the note back."""
    form = DeathAnswerForm()
    if not form.validate_on_submit():
        abort(400)
    confirm = form.answer.data == "confirm"
    deaths.answer(actor(), death_id, confirm=confirm)
    pages.leave_notice("death-confirmed" if confirm else "death-declined")
    return redirect(url_for("home.home"), 303)
