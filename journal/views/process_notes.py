"""A therapist's process notes on a patient: seen, written, changed and deleted by their writer alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.process_notes import ChangedProcessNoteForm, ProcessNoteForm
from journal.services.notes import process_notes
from journal.services.refusals import ProcessNoteRefused
from journal.signin import actor

bp = Blueprint("process_notes", __name__)


@bp.get("/patients/<uuid:patient_id>/process-notes")
def index(patient_id: UUID) -> ResponseReturnValue:
    """One's own notes on a patient, newest first."""
    return _list(patient_id)


def _list(
    patient_id: UUID, given: dict[str, Any] | None = None, error: str | None = None, status: int = 200
) -> ResponseReturnValue:
    listed = process_notes.listed(actor(), patient_id, request.args.get("page", 1, int))
    return render_template("process_notes/index.html", listed=listed, given=given or {}, error=error), status


@bp.post("/patients/<uuid:patient_id>/process-notes")
def add(patient_id: UUID) -> ResponseReturnValue:
    """Writes a note; what is refused comes back with its words."""
    form = ProcessNoteForm()
    if not form.validate():
        return _list(patient_id, request.form.to_dict(), _fault(form), 400)
    try:
        process_notes.add(actor(), patient_id, form.words(), form.new_id(), form.token.data or "")
    except ProcessNoteRefused as refused:
        return _list(patient_id, request.form.to_dict(), str(refused), 400)
    pages.leave_notice("process-note-saved")
    return redirect(url_for(".index", patient_id=patient_id), 303)


def _fault(form: ProcessNoteForm | ChangedProcessNoteForm) -> str:
    return str(next(iter(form.errors.values()))[0])


@bp.get("/process-notes/<uuid:note_id>")
def edit(note_id: UUID) -> ResponseReturnValue:
    """The form to word a note anew."""
    return _edit(note_id)


def _edit(note_id: UUID, typed: str | None = None, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    note = process_notes.one(actor(), note_id)
    return render_template("process_notes/edit.html", note=note, typed=typed, error=error), status


@bp.post("/process-notes/<uuid:note_id>")
def change(note_id: UUID) -> ResponseReturnValue:
    """Keeps the new words; what is refused comes back with them."""
    form = ChangedProcessNoteForm()
    if not form.validate():
        return _edit(note_id, form.words(), _fault(form), 400)
    try:
        patient_id = process_notes.change(actor(), note_id, form.words(), form.version.data or 0)
    except ProcessNoteRefused as refused:
        return _edit(note_id, form.words(), str(refused), 400)
    pages.leave_notice("process-note-saved")
    return redirect(url_for(".index", patient_id=patient_id), 303)


@bp.get("/process-notes/<uuid:note_id>/delete")
def ask_delete(note_id: UUID) -> ResponseReturnValue:
    """Says that its words are destroyed at once."""
    return render_template("process_notes/delete.html", note=process_notes.one(actor(), note_id))


@bp.post("/process-notes/<uuid:note_id>/delete")
def delete(note_id: UUID) -> ResponseReturnValue:
    """Destroys a note."""
    patient_id = process_notes.delete(actor(), note_id)
    pages.leave_notice("process-note-deleted")
    return redirect(url_for(".index", patient_id=patient_id), 303)


def given_back(patient_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page with a note that was not saved."""
    return _list(patient_id, fields, error)


def change_given_back(note_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of a note with new words that were not saved."""
    return _edit(note_id, fields.get("note", ""), error)
