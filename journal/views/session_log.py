"""The log of a session: entries are added, also by a script that kept them without a network, and corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms.fields import id_of
from journal.forms.session_log import EntryForm
from journal.services.refusals import EntryDoubted, RecordRefused, TimeRefused
from journal.services.session_records import session_log, session_page
from journal.services.session_records.record_views import EntryView
from journal.signin import actor
from journal.views import session_records

bp = Blueprint("session_log", __name__, url_prefix="/sessions/<uuid:session_id>/log")


@bp.post("")
def add(session_id: UUID) -> ResponseReturnValue:
    """Enters what was measured or seen; what is refused or doubted comes back as it was typed."""
    form = EntryForm()
    try:
        entry_id = session_log.add(actor(), session_id, _typed(form))
    except EntryDoubted as doubt:
        form.meant.data = doubt.key
        return _back(session_id, form, 409, doubts=doubt.said)
    except (RecordRefused, TimeRefused) as refused:
        return _back(session_id, form, 400, error=str(refused))
    if _asks_for_json():
        return {"saved": str(entry_id)}
    pages.leave_notice("entry-saved")
    return redirect(url_for("session_records.show", session_id=session_id), 303)


def _asks_for_json() -> bool:
    """Whether a script asked, which keeps what it could not send."""
    return request.accept_mimetypes.best == "application/json"


def _typed(form: EntryForm) -> session_log.TypedEntry:
    if not form.validate():
        raise RecordRefused(str(next(iter(form.errors.values()))[0]))
    return form.typed()


def _back(session_id: UUID, form: EntryForm, status: int, **said: Any) -> ResponseReturnValue:
    if _asks_for_json():
        return {"reason": "look"}, status
    return session_records.page(session_id, form, status, **said)


@bp.get("/<uuid:record_id>")
def edit(session_id: UUID, record_id: UUID) -> ResponseReturnValue:
    """One entry, with what it said before, and the form to correct it."""
    return _edit(session_id, record_id)


def _edit(
    session_id: UUID, record_id: UUID, form: EntryForm | None = None, status: int = 200, **said: Any
) -> ResponseReturnValue:
    entry = session_page.entry(actor(), session_id, record_id)
    session = session_page.head(actor(), session_id)
    form = form or _as_it_stands(entry)
    said = {"error": "", "doubts": (), "moved": False, **said}
    return render_template("session_records/entry.html", session=session, entry=entry, form=form, **said), status


def _as_it_stands(entry: EntryView) -> EntryForm:
    local = entry.at.astimezone(ZoneInfo(actor().zone))
    data = {
        **entry.measures, "observation": entry.observation, "day": local.date(), "version": entry.record.version,
        "at": local.hour * 60 + local.minute,
    }  # fmt: skip
    return EntryForm(formdata=None, data=data)


@bp.post("/<uuid:record_id>")
def correct(session_id: UUID, record_id: UUID) -> ResponseReturnValue:
    """Corrects an entry; what stood there before stays below it."""
    form = EntryForm()
    try:
        session_log.correct(actor(), session_id, record_id, _typed(form), form.version.data or 0)
    except EntryDoubted as doubt:
        form.meant.data = doubt.key
        return _edit(session_id, record_id, form, 409, doubts=doubt.said)
    except (RecordRefused, TimeRefused) as refused:
        return _edit(session_id, record_id, form, 400, error=str(refused), moved=True)
    pages.leave_notice("entry-corrected")
    return redirect(url_for("session_records.show", session_id=session_id, _anchor="log"), 303)


def correction_given_back(session_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of an entry with a correction that was not saved."""
    record_id = id_of(str(fields.get("record_id", ""))) or abort(404)
    return _edit(session_id, record_id, EntryForm(formdata=MultiDict(fields)), error=error)


def given_back(session_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page of the session with an entry that was not saved."""
    return session_records.page(session_id, EntryForm(formdata=MultiDict(fields)), error=error)
