"""The first page of each role."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import browsers, pages
from journal.services import today
from journal.services.before import taking_up
from journal.services.courses import course_pages
from journal.services.now import ready_phones, taking_over
from journal.services.recovery import own_keys
from journal.services.safety import contact
from journal.services.sessions import session_day
from journal.signin import actor

bp = Blueprint("home", __name__)
FIRST_PAGES = {
    "therapist": "review.index",
    "manager": "clinic.show",
    "prescriber": "sections.sessions",
    "nurse": "sections.sessions",
}


@bp.get("/")
def home() -> ResponseReturnValue:
    """Today for a patient; the page of their work for everybody else."""
    if actor().role != "patient":
        return redirect(url_for(FIRST_PAGES[actor().role]))
    taking_over.take_over(actor())
    shown = today.today(actor())
    return render_template(
        "home/today.html", keys=own_keys.today(actor()), question=shown.question, care=shown.care,
        requests=shown.requests, kit_waits=shown.kit_waits, second_factor_invited=shown.second_factor_invited,
        drafts=shown.drafts, recent=shown.recent, waiting_notes=shown.waiting_notes, latest_note=shown.latest_note,
        clinic=pages.clinic(), reading_date=shown.reading_date, brought=shown.brought, next=shown.next,
        session_day=session_day.of_patient(actor().id), deletions=shown.deletions, handed=taking_up.waiting(actor()),
        phone_waits=ready_phones.waits(actor(), browsers.ready_cookie()), insights=shown.insights,
        contact_asked=contact.asked(actor()), measure=shown.measure,
        course_waits=None if shown.question else course_pages.waiting(actor()),
    )  # fmt: skip
