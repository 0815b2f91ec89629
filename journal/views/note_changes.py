"""What an author does with a note that stands: release, withdraw, resolve, reopen."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.services.notes import note_changes, note_preview
from journal.signin import actor

bp = Blueprint("note_changes", __name__, url_prefix="/notes/<uuid:note_id>")


def _back(reflection_id: UUID, note_id: UUID, notice: str) -> ResponseReturnValue:
    pages.leave_notice(notice)
    return redirect(url_for("review.show", reflection_id=reflection_id, _anchor=f"note-{note_id}"), 303)


@bp.get("/release")
def preview(note_id: UUID) -> ResponseReturnValue:
    """A note that waits, as the patient will see it."""
    shown = note_preview.of_release(actor(), note_id)
    return render_template("notes/preview.html", preview=shown, action=f"/notes/{note_id}/release", typed={})


@bp.post("/release")
def release(note_id: UUID) -> ResponseReturnValue:
    """Lets the patient see a note that waited."""
    return _back(note_changes.release(actor(), note_id), note_id, "note-released")


@bp.get("/withdraw")
def confirm(note_id: UUID) -> ResponseReturnValue:
    """What withdrawing a note does, and what it cannot do."""
    return render_template("notes/withdraw.html", note=note_changes.own(actor(), note_id))


@bp.post("/withdraw")
def withdraw(note_id: UUID) -> ResponseReturnValue:
    """Takes a note back."""
    return _back(note_changes.withdraw(actor(), note_id), note_id, "note-withdrawn")


@bp.post("/resolve")
def resolve(note_id: UUID) -> ResponseReturnValue:
    """Says that a thread is done."""
    return _back(note_changes.resolve(actor(), note_id), note_id, "note-resolved")


@bp.post("/reopen")
def reopen(note_id: UUID) -> ResponseReturnValue:
    """Opens a thread again that was done."""
    return _back(note_changes.reopen(actor(), note_id), note_id, "note-reopened")
