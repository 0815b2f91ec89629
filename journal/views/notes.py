"""Notes on a reflection: written and edited, and shown to their author as the patient will see them first."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.notes import CHANGE, SHOW, NoteEditForm, NoteForm
from journal.permissions import NotAllowed
from journal.services.notes import note_changes, note_preview, notes
from journal.services.notes.note_preview import NotePreview
from journal.services.refusals import NoteRefused
from journal.signin import actor
from journal.views import not_saved, review

bp = Blueprint("notes", __name__)


@bp.post("/review/<uuid:reflection_id>/notes")
def add(reflection_id: UUID) -> ResponseReturnValue:
    """Writes a note, seen first as the patient will see it; what is refused comes back with its words."""
    form = NoteForm()
    try:
        if form.step.data == CHANGE:
            return review.page(reflection_id, request.form.to_dict())
        if not form.validate():
            return review.page(reflection_id, request.form.to_dict(), _fault(form), 400)
        if form.typed().shows_itself and form.step.data != SHOW:
            return _preview(note_preview.of_new(actor(), reflection_id, form.typed()), f"/review/{reflection_id}/notes")
        note_id = notes.add(actor(), reflection_id, form.typed())
    except NoteRefused as refused:
        return review.page(reflection_id, request.form.to_dict(), str(refused), 400)
    except NotAllowed:
        return not_saved.page("note", note=form.note.data)
    pages.leave_notice("note-saved")
    return redirect(url_for("review.show", reflection_id=reflection_id, _anchor=f"note-{note_id}"), 303)


@bp.get("/notes/<uuid:note_id>/edit")
def edit(note_id: UUID) -> ResponseReturnValue:
    """The note in the form it was written in, beside the text it is about."""
    return review.edit_page(note_id)


@bp.post("/notes/<uuid:note_id>")
def save(note_id: UUID) -> ResponseReturnValue:
    """Writes other words into a note; where the patient sees them at once, its author sees them first."""
    form = NoteEditForm()
    try:
        if form.step.data == CHANGE:
            return review.edit_page(note_id, request.form.to_dict())
        if not form.validate():
            return review.edit_page(note_id, request.form.to_dict(), _fault(form), 400)
        wording = form.wording.data or 1
        if note_changes.own(actor(), note_id).shows_itself and form.step.data != SHOW:
            return _preview(note_preview.of_edit(actor(), note_id, form.typed(), wording), f"/notes/{note_id}")
        reflection_id = note_changes.edit(actor(), note_id, form.typed(), wording)
    except NoteRefused as refused:
        return review.edit_page(note_id, request.form.to_dict(), str(refused), 400)
    except NotAllowed:
        return not_saved.page("note", note=form.note.data)
    pages.leave_notice("note-saved")
    return redirect(url_for("review.show", reflection_id=reflection_id, _anchor=f"note-{note_id}"), 303)


def _fault(form: NoteForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _preview(preview: NotePreview, action: str) -> ResponseReturnValue:
    """The patient's leaf with what was typed behind it, to be shown or changed."""
    typed = {name: value for name, value in request.form.items() if name not in ("csrf_token", "step")}
    return render_template("notes/preview.html", preview=preview, action=action, typed=typed)
