"""Cover for days away: a therapist names a colleague, each patient answers."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.care import CoverAnswerForm, CoverForm
from journal.services.care import cover_endings, cover_naming, cover_times, covers
from journal.services.care.cover_naming import CoverRefused
from journal.signin import actor
from journal.views.step_up import fresh

bp = Blueprint("cover", __name__, url_prefix="/cover")


@bp.get("")
def index() -> ResponseReturnValue:
    """Days away and who reads then; and whom one reads for."""
    return _page(CoverForm(formdata=None))


def _page(form: CoverForm, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "care/cover.html", form=form, error=error, colleagues=cover_times.colleagues(actor()),
        named=cover_times.of_therapist(actor()), covering=cover_times.for_colleagues(actor()),
    )  # fmt: skip
    return page, status


@bp.post("")
def name() -> ResponseReturnValue:
    """Names a colleague for the days; each patient is asked."""
    form = CoverForm()
    first, last = form.starts_on.data, form.ends_on.data
    if not form.validate_on_submit() or first is None or last is None:
        return _page(form, "Nobody was named yet. Look at what is marked below.", 400)
    try:
        asked = cover_naming.name(actor(), UUID(hex=form.covering.data), first, last)
    except CoverRefused as refused:
        return _page(form, str(refused), 400)
    pages.leave_notice("cover-named" if asked else "cover-named-before")
    return redirect(url_for(".index"), 303)


@bp.post("/<uuid:cover_id>/answer")
def answer(cover_id: UUID) -> ResponseReturnValue:
    """The patient's yes or not now."""
    form = CoverAnswerForm()
    if not form.validate_on_submit():
        abort(400)
    if form.answer.data == "yes":
        return _let_read(cover_id, form.fingerprint.data or "")
    covers.answer(actor(), cover_id, accept=False)
    return _answered()


@fresh
def _let_read(cover_id: UUID, shown: str) -> ResponseReturnValue:
    try:
        covers.answer(actor(), cover_id, accept=True, fingerprint=shown)
    except CoverRefused:
        return _answered("cover-over")
    return _answered()


def _answered(notice: str = "answered") -> ResponseReturnValue:
    pages.leave_notice(notice)
    return redirect(url_for("home.home"), 303)


@bp.post("/<uuid:cover_id>/ask")
def ask_again(cover_id: UUID) -> ResponseReturnValue:
    """Asks a patient once more who said not now."""
    try:
        cover_naming.ask_again(actor(), cover_id)
    except CoverRefused as refused:
        return _page(CoverForm(formdata=None), str(refused), 409)
    pages.leave_notice("cover-asked-again")
    return redirect(url_for(".index"), 303)


@bp.post("/<uuid:cover_id>/end")
def end(cover_id: UUID) -> ResponseReturnValue:
    """Ends a cover before its last day."""
    cover_endings.end(actor(), cover_id)
    pages.leave_notice("cover-ended")
    if actor().role == "patient":
        return redirect(url_for("account.show", _anchor="sharing"), 303)
    return redirect(url_for("cover.index" if actor().role == "therapist" else "home.home"), 303)


@bp.post("/end")
def end_days() -> ResponseReturnValue:
    """Ends what one colleague was named for on these days, for all patients."""
    form = CoverForm()
    first, last = form.starts_on.data, form.ends_on.data
    if not form.validate_on_submit() or first is None or last is None:
        abort(404)  # nobody types these
    cover_endings.end_days(actor(), UUID(hex=form.covering.data), first, last)
    pages.leave_notice("cover-days-ended")
    return redirect(url_for(".index"), 303)
