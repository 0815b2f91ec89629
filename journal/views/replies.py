"""Replies to notes."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.notes import ReplyForm
from journal.services import replies
from journal.services.refusals import ReplyRefused
from journal.signin import actor
from journal.views import reflections

bp = Blueprint("replies", __name__)


@bp.post("/notes/<uuid:note_id>/replies")
def add(note_id: UUID) -> ResponseReturnValue:
    """Answers a note."""
    form = ReplyForm()
    try:
        fits = form.reply_id.validate(form)
        reply_id = UUID(form.reply_id.data) if fits and form.reply_id.data else None
        reflection_id = replies.add(actor(), note_id, form.reply.data or "", reply_id, form.token.data or "")
    except ReplyRefused as refused:
        return reflections.reply_given_back(note_id, {"reply": form.reply.data or ""}, str(refused))
    pages.leave_notice("replied")
    return redirect(url_for("reflections.show", reflection_id=reflection_id, _anchor=f"note-{note_id}"), 303)
