"""Replies to notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.notes import ReplyForm
from journal.permissions import NotAllowed
from journal.services.notes import replies
from journal.services.refusals import ReplyRefused
from journal.signin import actor
from journal.views import not_saved, reflections, review

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
        return given_back(note_id, {"reply": form.reply.data or ""}, str(refused))
    except NotAllowed:
        return not_saved.page("reply", reply=form.reply.data)
    pages.leave_notice("replied")
    page = "reflections.show" if actor().role == "patient" else "review.show"
    return redirect(url_for(page, reflection_id=reflection_id, _anchor=f"note-{note_id}"), 303)


def given_back(note_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page that the reply was written on, with the reply."""
    if actor().role == "patient":
        return reflections.reply_given_back(note_id, fields, error)
    return review.reply_given_back(note_id, fields, error)
