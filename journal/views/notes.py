"""Notes on a reflection."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.notes import NoteForm
from journal.services import notes
from journal.services.refusals import NoteRefused
from journal.signin import actor
from journal.views import review

bp = Blueprint("notes", __name__)


@bp.post("/review/<uuid:reflection_id>/notes")
def add(reflection_id: UUID) -> ResponseReturnValue:
    """Writes a note; what is refused comes back with its words."""
    form = NoteForm()
    if not form.validate():
        fault = next(iter(form.errors.values()))[0]
        return review.page(reflection_id, request.form.to_dict(), str(fault), 400)
    try:
        note_id = notes.add(actor(), reflection_id, form.typed())
    except NoteRefused as refused:
        return review.page(reflection_id, request.form.to_dict(), str(refused), 400)
    pages.leave_notice("note-saved")
    return redirect(url_for("review.show", reflection_id=reflection_id, _anchor=f"note-{note_id}"), 303)


@bp.post("/notes/<uuid:note_id>/release")
def release(note_id: UUID) -> ResponseReturnValue:
    """Lets the patient see a note that waited."""
    reflection_id = notes.release(actor(), note_id)
    pages.leave_notice("note-released")
    return redirect(url_for("review.show", reflection_id=reflection_id, _anchor=f"note-{note_id}"), 303)


@bp.post("/notes/<uuid:note_id>/withdraw")
def withdraw(note_id: UUID) -> ResponseReturnValue:
    """Takes back a note that waited, before the patient saw it."""
    reflection_id = notes.withdraw(actor(), note_id)
    pages.leave_notice("note-withdrawn")
    return redirect(url_for("review.show", reflection_id=reflection_id, _anchor=f"note-{note_id}"), 303)
