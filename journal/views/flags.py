"""Safety flags for the clinic: opened with a reason, looked at, acknowledged, and closed with what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.fields import id_of
from journal.forms.safety import CloseForm, DoneForm, FlagSeenForm, OpenFlagForm
from journal.permissions import NotAllowed
from journal.services.refusals import FlagMoved, FlagRefused
from journal.services.safety import flag_causes, flag_page, flag_steps
from journal.signin import actor
from journal.views import not_saved

bp = Blueprint("flags", __name__)
ODD = "There is a character in this that cannot be kept."


@bp.get("/flags/<uuid:flag_id>")
def show(flag_id: UUID) -> ResponseReturnValue:
    """One flag, for whoever has it; looking leaves a receipt."""
    return _page(flag_id)


def _page(
    flag_id: UUID, given: dict[str, Any] | None = None, error: str = "", status: int = 200
) -> ResponseReturnValue:  # fmt: skip
    return render_template(
        "flags/show.html", flag=flag_page.open_page(actor(), flag_id), given=given or {}, error=error,
        never_scanned=flag_causes.never_scanned(),
    ), status  # fmt: skip


@bp.post("/flags/<uuid:flag_id>/acknowledge")
def acknowledge(flag_id: UUID) -> ResponseReturnValue:
    """Takes it on."""
    form = FlagSeenForm()
    try:
        flag_steps.acknowledge(actor(), flag_id, form.seen())
    except FlagRefused as refused:
        return _page(flag_id, error=str(refused), status=409)
    pages.leave_notice("flag-acknowledged")
    return redirect(url_for(".show", flag_id=flag_id), 303)


@bp.post("/flags/<uuid:flag_id>/done")
def write_done(flag_id: UUID) -> ResponseReturnValue:
    """Writes down what was done; what is refused comes back with its words."""
    return _write(flag_id, DoneForm(), "action", flag_steps.write_done, ("entry", "flag-done"))


@bp.post("/flags/<uuid:flag_id>/close")
def close(flag_id: UUID) -> ResponseReturnValue:
    """Closes it with a note; what is refused comes back with its words."""
    return _write(flag_id, CloseForm(), "note", flag_steps.close, ("note", "flag-closed"))


def _write(
    flag_id: UUID, form: DoneForm | CloseForm, name: str, step: Callable[..., None], called: tuple[str, str]
) -> ResponseReturnValue:
    """Writes the one field of a form to a flag; `called` names the page where it is not kept, else
    the notice."""
    words = form[name].data or ""
    if not form.validate():
        return _page(flag_id, {name: words}, ODD, 400)
    try:
        step(actor(), flag_id, words, form.seen(), form.new_id(), form.token.data or "")
    except FlagRefused as refused:
        return _page(flag_id, {name: words}, str(refused), 409 if isinstance(refused, FlagMoved) else 400)
    except NotAllowed:
        return not_saved.page(called[0], **{name: words})
    pages.leave_notice(called[1])
    return redirect(url_for(".show", flag_id=flag_id), 303)


@bp.get("/patients/<uuid:patient_id>/flags/new")
def new(patient_id: UUID) -> ResponseReturnValue:
    """Asks why."""
    return _form(patient_id, {"about": request.args.get("about", "")})


def _form(patient_id: UUID, given: dict[str, Any], error: str = "", status: int = 200) -> ResponseReturnValue:
    opening = flag_page.opening(actor(), patient_id, id_of(given.get("about")))
    return render_template("flags/new.html", opening=opening, given=given, error=error), status


@bp.post("/patients/<uuid:patient_id>/flags/new")
def open_flag(patient_id: UUID) -> ResponseReturnValue:
    """Opens a flag with a reason; sent twice it opens one."""
    form = OpenFlagForm()
    if not form.validate():
        return _form(patient_id, request.form.to_dict(), ODD, 400)
    try:
        opened = flag_steps.open_with_reason(
            actor(), patient_id, form.about_id(patient_id), form.reason.data or "", form.new_id(),
            form.token.data or "",
        )  # fmt: skip
    except FlagRefused as refused:
        return _form(patient_id, request.form.to_dict(), str(refused), 400)
    except NotAllowed:
        return not_saved.page("flag", reason=form.reason.data)
    pages.leave_notice("flag-opened")
    return redirect(url_for(".show", flag_id=opened), 303)


def given_back(flag_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page with what was done, or a note, that was not kept."""
    return _page(flag_id, fields, error)


def opening_given_back(patient_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form with a reason that was not kept."""
    return _form(patient_id, fields, error)
