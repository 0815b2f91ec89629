"""A patient opens a note that waits, or keeps it for the appointment."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.services.notes import note_opening
from journal.signin import actor

bp = Blueprint("note_opening", __name__)


def _to_note(reflection_id: UUID, note_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("reflections.show", reflection_id=reflection_id, _anchor=f"note-{note_id}"), 303)


@bp.post("/notes/<uuid:note_id>/open")
def open_now(note_id: UUID) -> ResponseReturnValue:
    """Opens a note, because they ask."""
    return _to_note(note_opening.open_now(actor(), note_id), note_id)


@bp.post("/notes/<uuid:note_id>/keep")
def keep(note_id: UUID) -> ResponseReturnValue:
    """Keeps a note closed for the appointment."""
    reflection_id = note_opening.keep(actor(), note_id)
    pages.leave_notice("note-kept")
    return _to_note(reflection_id, note_id)


@bp.post("/reflections/<uuid:reflection_id>/notes/open")
def open_all(reflection_id: UUID) -> ResponseReturnValue:
    """Opens what waits beside a reflection, from Today."""
    note_opening.open_all(actor(), reflection_id)
    return redirect(url_for("reflections.show", reflection_id=reflection_id, _anchor="notes"), 303)


@bp.post("/reflections/<uuid:reflection_id>/notes/keep")
def keep_all(reflection_id: UUID) -> ResponseReturnValue:
    """Keeps what waits beside a reflection for the appointment, from Today."""
    note_opening.keep_all(actor(), reflection_id)
    pages.leave_notice("note-kept")
    return redirect(url_for("home.home"), 303)
