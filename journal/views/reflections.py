"""A patient's reflections: journal, writing, one reflection, and its versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.fields import id_of
from journal.forms.reflections import PlaceForm, ReflectionForm
from journal.services.prompts import questions, skips
from journal.services.reflections import comparing, drafts, lists, reflection_opening, reflections, versions, writing
from journal.services.reflections.drafts import Conflict, Editor, Words
from journal.services.reflections.reflections import ReflectionPage
from journal.services.reflections.texts import LONGEST_BODY
from journal.services.refusals import ConsentMissing, NobodyReads, NoWords, SharingRests, TextTooLong
from journal.services.review import reviews
from journal.services.sessions import fragments
from journal.signin import actor
from journal.views.refused_reflections import REFUSED

bp = Blueprint("reflections", __name__, url_prefix="/reflections")
SEEN = ("base_version", "draft_version")


@bp.get("")
def index() -> ResponseReturnValue:
    """The journal, newest first."""
    journal = lists.journal(actor(), request.args.get("page", 1, int))
    return render_template(
        "reflections/index.html", rows=journal.rows, page=journal.page, pages=journal.pages, deleted=journal.deleted
    )


@bp.get("/new")
def new() -> ResponseReturnValue:
    """An empty page to write on, of a session and at a moment where these are named."""
    named = PlaceForm(request.args)
    if not named.validate():
        abort(404)
    return page_to_write(drafts.new_editor(actor(), named.session_id(), named.moment.data or ""))


@bp.get("/<uuid:reflection_id>/edit")
def edit(reflection_id: UUID) -> ResponseReturnValue:
    """The page to go on writing."""
    return page_to_write(drafts.editor(actor(), reflection_id))


def page_to_write(
    editor: Editor, error: str | None = None, status: int = 200, *, turned: bool = False, asks_again: str = ""
) -> ResponseReturnValue:
    """The page on which a reflection is written, with what its moment lays around it."""
    around = fragments.around(actor(), editor.session_id, editor.moment)
    return render_template(
        "reflections/write.html", editor=editor, error=error, turned=turned, around=around, asks_again=asks_again
    ), status


def _ask_again(words: Words) -> ResponseReturnValue:
    """The page with its words kept as a draft, where sharing was chosen on a day of rest."""
    drafts.save_draft(actor(), words)
    return page_to_write(drafts.editor(actor(), words.id), status=409, asks_again=words.audience)


@bp.post("/<uuid:reflection_id>")
def save(reflection_id: UUID) -> ResponseReturnValue:
    """Saves a version for whoever was chosen; a conflict shows both texts."""
    form = ReflectionForm()
    words = form.words(reflection_id)
    if form.turn.data or form.skip.data:
        return _turned(words, form.skip.data or "")
    if not form.validate():
        return page_to_write(drafts.editor_with(actor(), words), "Choose who can read this, and save again.", 400)
    try:
        return _saved(form, words) or _ask_again(words)
    except Conflict:
        return render_template("reflections/conflict.html", conflict=writing.both_texts(actor(), words)), 409
    except (ConsentMissing, NobodyReads, NoWords, TextTooLong) as refused:
        return page_to_write(drafts.editor_with(actor(), words), *REFUSED[type(refused)])


def _turned(words: Words, skipped: str) -> ResponseReturnValue:
    """The page as it was typed, beside another prompt or none; nothing is saved."""
    if skipped:
        words = replace(words, prompt=questions.after(actor(), words.moment, skipped))
        skips.skip_prompt(actor(), skipped)
    return page_to_write(drafts.editor_with(actor(), words), turned=True)


def _saved(form: ReflectionForm, words: Words) -> ResponseReturnValue | None:
    """Saves as the conflict page chose, or as the form stands; nothing where sharing is to be asked for twice."""
    apart = form.resolution.data == "keep_both"
    kept = form.words_apart() if apart else words
    try:
        instead = form.resolution.data == "use_this"  # which was chosen on a second page, so it is asked for twice
        writing.save(actor(), kept, replace=instead, asked_twice=instead or bool(form.asked_twice.data))
    except SharingRests:
        return None
    shared = kept.audience != drafts.ONLY_ME
    pages.leave_notice("kept-both" if apart else "shared" if shared else "saved")
    return redirect(url_for(".show", reflection_id=kept.id), 303)


@bp.post("/<uuid:reflection_id>/draft")
def draft(reflection_id: UUID) -> ResponseReturnValue:
    """Keeps what was typed, for a script; never changes who can read it."""
    form = ReflectionForm()
    try:
        kept = drafts.save_draft(actor(), form.words(reflection_id))
    except Conflict:
        return {"reason": "conflict"}, 409
    except TextTooLong:
        return {"reason": "too_long", "limit": LONGEST_BODY}, 413
    return {
        "draft_version": kept.version, "base_version": kept.base_version, "saved_at": kept.saved_at.isoformat(),
        "saved_text": f"Saved as a draft, {pages.said(kept.saved_at)}" if kept.version else "Not saved yet",
    }  # fmt: skip


@bp.post("/<uuid:reflection_id>/draft/discard")
def discard_draft(reflection_id: UUID) -> ResponseReturnValue:
    """Lets go of what was typed since the last save."""
    drafts.discard(actor(), reflection_id)
    pages.leave_notice("draft-discarded")
    return redirect(url_for(".show", reflection_id=reflection_id), 303)


@bp.get("/<uuid:reflection_id>")
def show(reflection_id: UUID) -> ResponseReturnValue:
    """One reflection; a draft goes on being written, a therapist is sent to the review page."""
    if actor().role == "therapist":
        reviews.check_may_open(actor(), reflection_id)
        return redirect(url_for("review.show", reflection_id=reflection_id))
    return _page(reflection_opening.open_page(actor(), reflection_id))


def page(
    reflection_id: UUID,
    given: dict[str, Any] | None = None,
    error: str | None = None,
    apart: dict[str, Any] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The page of one reflection, with a reply, or words that were to be set apart, given back where refused."""
    return _page(reflections.page(actor(), reflection_id), given, error, apart, status)


def _page(
    shown: ReflectionPage,
    given: dict[str, Any] | None = None,
    error: str | None = None,
    apart: dict[str, Any] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    if shown.version == 0 and shown.deleted_until is None:
        return redirect(url_for(".edit", reflection_id=shown.id))
    return render_template(
        "reflections/show.html", reflection=shown, given=given or {}, error=error, apart_given=apart or {}
    ), status


@bp.get("/<uuid:reflection_id>/versions/<int(max=2147483647):number>")
def version(reflection_id: UUID, number: int) -> ResponseReturnValue:
    """An earlier saved text."""
    shown = versions.open_version(actor(), reflection_id, number)
    return render_template("reflections/version.html", reflection_id=reflection_id, version=shown)


@bp.get("/<uuid:reflection_id>/versions/compare")
def compare(reflection_id: UUID) -> ResponseReturnValue:
    """The first version beside the last, with what changed marked in both."""
    shown = comparing.first_and_last(actor(), reflection_id)
    return render_template("reflections/compare.html", reflection_id=reflection_id, comparison=shown)


def given_back(reflection_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The writing page with the words of an earlier form; saving them goes through the conflict check."""
    base, draft = (int(seen) if (seen := fields.get(name, "")[:9]).isdecimal() else 0 for name in SEEN)
    words = Words(
        reflection_id, fields.get("title", ""), fields.get("text", ""), fields.get("audience", drafts.ONLY_ME),
        base, draft, fields.get("token", ""), id_of(fields.get("session_id")), fields.get("moment", ""),
        fields.get("prompt", ""),
    )  # fmt: skip
    return page_to_write(drafts.editor_with(actor(), words), error)


def reply_given_back(note_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page of a reflection with a reply that was not sent."""
    reflection_id = reflections.of_note(actor(), note_id)
    given = {"note_id": note_id, "reply": fields.get("reply", "")}
    return page(reflection_id, given, error)
