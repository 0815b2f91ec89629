"""A patient's sessions: listed, one by one, and side by side; and the therapist's look at one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal.services.sessions import (
    own_sessions,
    session_corrections,
    session_deleting,
    session_pages,
    side_by_side,
)
from journal.signin import actor

bp = Blueprint("own_sessions", __name__)


def index() -> ResponseReturnValue:
    """The patient's sessions; `/sessions` leads here for a patient."""
    return render_template("own_sessions/index.html", sessions=own_sessions.own(actor()))


@bp.get("/sessions/side-by-side")
def compare() -> ResponseReturnValue:
    """What was intended before each session, beside one sentence since."""
    return render_template("own_sessions/side_by_side.html", beside=side_by_side.own(actor()))


def show(session_id: UUID) -> ResponseReturnValue:
    """One session of one's own."""
    return render_template(
        "own_sessions/show.html", shown=session_pages.own(actor(), session_id),
        correction=session_corrections.newest(actor(), session_id),
        may_delete=session_deleting.is_offered(actor(), session_id),
    )  # fmt: skip


def lead(session_id: UUID) -> ResponseReturnValue:
    """Leads a therapist in care to their page of a session."""
    patient_id = own_sessions.patient_of(session_id) or abort(404)
    own_sessions.find(actor(), session_id, patient_id)
    return redirect(url_for("own_sessions.of_patient", patient_id=patient_id, session_id=session_id))


@bp.get("/patients/<uuid:patient_id>/sessions/<uuid:session_id>")
def of_patient(patient_id: UUID, session_id: UUID) -> ResponseReturnValue:
    """What a patient shares of one session, with the notes on it."""
    shown = session_pages.of_patient(actor(), patient_id, session_id)
    may_delete = session_deleting.is_offered(actor(), session_id)
    return render_template("own_sessions/of_patient.html", shown=shown, may_delete=may_delete)
