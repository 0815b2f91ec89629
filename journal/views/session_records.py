"""Sessions for the treatment team: the list, checking in, one session, and when it began and ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import clock, pages
from journal.forms.session_log import EntryForm
from journal.forms.session_records import FORMS, CheckInForm, SessionTimeForm
from journal.services.appointments.appointment_times import TimeRepeated
from journal.services.before import before_lists
from journal.services.courses import course_pages
from journal.services.people import licences
from journal.services.refusals import RecordRefused, SessionThere, TimeRefused
from journal.services.safety import flags
from journal.services.session_records import session_access, session_lists, session_page, session_times
from journal.services.sessions import session_deleting
from journal.signin import actor
from journal.views import own_sessions

bp = Blueprint("session_records", __name__, url_prefix="/sessions")


def index(error: str = "", there: UUID | None = None, status: int = 200) -> ResponseReturnValue:
    """The first page of a prescriber or nurse: today's sessions, what is booked, and what was."""
    listed = session_lists.of_clinician(actor())
    return render_template(
        "session_records/index.html", listed=listed, error=error, there=there, licence=licences.own_warning(actor()),
        before=before_lists.of_clinician(actor()), flags=flags.open_for(actor()),
        consents=course_pages.marks(actor(), {patient.id for patient in listed.patients}),
    ), status  # fmt: skip


@bp.post("/check-in")
def check_in() -> ResponseReturnValue:
    """Checks a patient in; where a session is there already, it is led to."""
    form = CheckInForm()
    if not form.validate_on_submit():
        abort(404)
    try:
        session_id = session_times.check_in(actor(), UUID(form.patient_id.data))
    except SessionThere as there:
        return index(str(there), there.session_id, 409)
    pages.leave_notice("session-checked-in")
    return redirect(url_for(".show", session_id=session_id), 303)


@bp.get("/<uuid:session_id>")
def show(session_id: UUID) -> ResponseReturnValue:
    """A session: one's own for a patient, its record for the treatment team, what is shared of it for a therapist."""
    if actor().role == "patient":
        return own_sessions.show(session_id)
    return page(session_id) if session_access.opens(actor(), session_id) else own_sessions.lead(session_id)


def page(session_id: UUID, form: EntryForm | None = None, status: int = 200, **said: Any) -> ResponseReturnValue:
    """The same with what was typed into its log, or with what was refused."""
    shown = session_page.page(actor(), session_id)
    told = {part: FORMS[part][1](formdata=None, data=view.value).told() for part, view in shown.parts.items()}
    now = clock.now()
    return render_template(
        "session_records/show.html", session=shown, course=course_pages.of_session(actor(), session_id),
        may_delete=session_deleting.is_offered(actor(), session_id), told=told,
        headings={part: each[0] for part, each in FORMS.items()},
        form=form, zone=actor().zone, now=now, local=now.astimezone(ZoneInfo(actor().zone)),
        **{"error": "", "doubts": (), "asks_which": (), "asked_edge": "", "typed_time": None, **said},
    ), status  # fmt: skip


@bp.post("/<uuid:session_id>/start")
def start(session_id: UUID) -> ResponseReturnValue:
    """Notes when it began."""
    return _timed(session_id, session_times.START, "session-begun")


@bp.post("/<uuid:session_id>/end")
def end(session_id: UUID) -> ResponseReturnValue:
    """Notes when it ended."""
    return _timed(session_id, session_times.END, "session-ended")


def _timed(session_id: UUID, edge: str, notice: str) -> ResponseReturnValue:
    form = SessionTimeForm()
    if not form.validate_on_submit():
        return _refused(session_id, edge, form, "Give both the day and the time, such as 09:00.")
    try:
        corrected = session_times.set_time(actor(), session_id, edge, form.typed(), form.version.data or 0)
    except TimeRepeated as repeated:
        times = tuple(clock.date_and_time(each, ZoneInfo(actor().zone)) for each in repeated.moments)
        return _refused(session_id, edge, form, str(repeated), asks_which=times)
    except (RecordRefused, TimeRefused, ValueError) as refused:
        return _refused(session_id, edge, form, str(refused))
    pages.leave_notice("session-time-corrected" if corrected else notice)
    return redirect(url_for(".show", session_id=session_id), 303)


def _refused(session_id: UUID, edge: str, form: SessionTimeForm, error: str, **said: Any) -> ResponseReturnValue:
    """The page with the time as it was typed."""
    return page(session_id, status=400, error=error, asked_edge=edge, typed_time=form, **said)
