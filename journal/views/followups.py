"""Coming back to a sentence: answered with new words or a change, or let go."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.insights import AnswerForm
from journal.services.insights import followups, insight_pages
from journal.services.reflections import drafts
from journal.signin import actor
from journal.views import reflections

bp = Blueprint("followups", __name__)


@bp.post("/insights/<uuid:insight_id>/follow-up")
def follow_up(insight_id: UUID) -> ResponseReturnValue:
    """What comes back to a sentence: new words, a change, or nothing, this once or for good."""
    form = AnswerForm()
    if not form.validate():
        abort(400)
    followups.answer(actor(), insight_id, for_good=form.answer.data == "never")
    if form.answer.data == "write":
        return redirect(url_for(".answer", insight_id=insight_id), 303)
    if form.answer.data == "change":
        return redirect(url_for("insights.show", insight_id=insight_id, _anchor="changes"), 303)
    pages.leave_notice("let-go-for-good" if form.answer.data == "never" else "let-go")
    return redirect(url_for("home.home"), 303)


@bp.get("/insights/<uuid:insight_id>/answer")
def answer(insight_id: UUID) -> ResponseReturnValue:
    """A new page to write on, which begins with the sentence that is come back to."""
    shown = insight_pages.page(actor(), insight_id).insight
    editor = replace(drafts.new_editor(actor()), text=f"> {shown.sentence}\n\n" if shown.readable else "")
    return reflections.page_to_write(editor)
