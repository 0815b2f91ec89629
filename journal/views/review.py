"""The therapist's review: what waits, and one reflection to read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.notes import ReviewedForm
from journal.services.before import before_lists
from journal.services.notes import note_changes, replies
from journal.services.people import deaths, licences
from journal.services.recovery import returns
from journal.services.review import review_queue, reviews
from journal.services.safety import flags
from journal.signin import actor

bp = Blueprint("review", __name__, url_prefix="/review")


@bp.get("")
def index() -> ResponseReturnValue:
    """A section for each patient with what waits, in the order they are met."""
    asked = request.args.get("show", review_queue.EVERYTHING)
    queue = review_queue.page(actor(), asked, request.args.get("page", 1, int))
    return render_template(
        "review/index.html", queue=queue, reading_agreement=pages.clinic().reading_agreement,
        lost_keys=returns.waiting(actor()), deaths=deaths.waiting(actor()), licence=licences.own_warning(actor()),
        before=before_lists.of_clinician(actor()), flags=flags.open_for(actor()),
    )  # fmt: skip


@bp.get("/next")
def next_patient() -> ResponseReturnValue:
    """Goes on to what waits first of a patient, or of the one who follows another; back to the queue where nothing
    does."""
    of, last = request.args.get("of", type=UUID), request.args.get("after", type=UUID)
    follows = review_queue.first(actor(), of=of, after=last)
    return redirect(url_for(".show", reflection_id=follows) if follows else url_for(".index"))


@bp.get("/<uuid:reflection_id>")
def show(reflection_id: UUID) -> ResponseReturnValue:
    """One shared reflection, opened with a receipt the patient sees."""
    return page(reflection_id)


def page(
    reflection_id: UUID, note_form: dict[str, Any] | None = None, error: str | None = None, status: int = 200,
    apart: dict[str, Any] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    """The reading page, with a note or a theme given back where one was refused."""
    shown = reviews.open_reflection(actor(), reflection_id)
    given = (note_form := note_form or {}).pop("given", {})
    return render_template(
        "review/show.html", reflection=shown, note_form=note_form, given=given, error=error, apart_given=apart or {}
    ), status


def edit_page(
    note_id: UUID, typed: dict[str, Any] | None = None, error: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """The reading page with an own note in its form, as it stands or as it was being changed."""
    note = note_changes.own(actor(), note_id)
    given = {"note": note.text, "quoted_words": note.quoted_words, "wording": note.wording, **(typed or {})}
    if error == note_changes.MOVED_ON:  # the page shows the note as it stands, so that saving once more is meant
        given["wording"] = note.wording
    return page(note.reflection_id, {**given, "editing": note}, error, status)


def edit_given_back(note_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The reading page with changes to a note that were not saved."""
    return edit_page(note_id, fields, error)


def reply_given_back(note_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The reading page with a reply that was not sent."""
    given = {"note_id": note_id, "reply": fields.get("reply", "")}
    return page(replies.reflection_of(actor(), note_id), {"given": given}, error)


def note_given_back(reflection_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The reading page with a note that was not saved."""
    return page(reflection_id, fields, error)


@bp.post("/<uuid:reflection_id>/reviewed")
def mark(reflection_id: UUID) -> ResponseReturnValue:
    """Marks as reviewed; the patient sees it."""
    form = ReviewedForm()
    if not form.validate():
        abort(400)
    reviews.mark_reviewed(actor(), reflection_id, form.version.data or 1)
    pages.leave_notice("reviewed")
    return redirect(url_for(".show", reflection_id=reflection_id, _anchor="reviewed"), 303)


@bp.post("/<uuid:reflection_id>/reviewed/undo")
def undo(reflection_id: UUID) -> ResponseReturnValue:
    """Takes the mark back."""
    reviews.undo_reviewed(actor(), reflection_id)
    pages.leave_notice("review-undone")
    return redirect(url_for(".show", reflection_id=reflection_id), 303)
