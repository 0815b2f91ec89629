"""The parts of the record of a session that there are once each, and adverse events."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal import pages
from journal.forms.fields import id_of
from journal.forms.session_records import FORMS, EventForm, PartForm
from journal.services.courses import course_pages
from journal.services.refusals import EntryDoubted, RecordMoved, RecordRefused, TimeRefused
from journal.services.session_records import record_rows, session_page, session_parts
from journal.services.session_records.record_views import RecordView
from journal.signin import actor

bp = Blueprint("session_parts", __name__, url_prefix="/sessions/<uuid:session_id>")


@bp.get("/record/<part>")
def edit(session_id: UUID, part: str) -> ResponseReturnValue:
    """A part as it stands, to be filled in further."""
    return _part(session_id, part)


def _part(
    session_id: UUID, part: str, form: PartForm | None = None, status: int = 200, **said: Any
) -> ResponseReturnValue:
    if part not in FORMS:
        abort(404)
    session, stands = session_page.head(actor(), session_id), session_page.record(actor(), session_id, part)
    heading, kind = FORMS[part]
    if form is None:
        form = kind(formdata=None, data=dict(stands.value) if stands else None)
        form.version.data = str(stands.version if stands else 0)
    course = course_pages.of_session(actor(), session_id) if part == record_rows.READINESS else None
    said = {"heading": heading, "part": part, "course": course, **said}
    return _rendered("session_records/part.html", session, form, stands, status, **said)


def _rendered(
    template: str, session: session_page.SessionHead, form: PartForm, stands: RecordView | None,
    status: int, *, moved: bool = False, **said: Any,
) -> ResponseReturnValue:  # fmt: skip
    """The page of a form; where it stands otherwise by now, that is shown, and saving again replaces it."""
    now = type(form)(formdata=None, data=dict(stands.value)).told() if moved and stands else ()
    if moved and stands:
        form.version.data = str(stands.version)
    said = {"error": "", "doubts": (), "before": _before(type(form), stands) if stands else (), **said}
    return render_template(template, session=session, form=form, stands=stands, now=now, **said), status


def _before(kind: type[PartForm], stands: RecordView) -> list[dict[str, Any]]:
    """What stood there, newest first, as a reader is told it."""
    words = ((kind(formdata=None, data={**each, "at": None}).told(), each) for each in reversed(stands.earlier))
    return [{"told": told, "author": each["author"], "moment": each["moment"]} for told, each in words]


@bp.post("/record/<part>")
def save(session_id: UUID, part: str) -> ResponseReturnValue:
    """Keeps a part; what is refused or doubted comes back with what was typed."""
    form = FORMS.get(part, ("", PartForm))[1]()
    if not form.validate():
        return _part(
            session_id, part, form, 400, error="Nothing was saved yet. What needs another look is marked below."
        )
    try:
        session_parts.save(actor(), session_id, part, form.value(), form.seen(), form.meant.data or "")
    except EntryDoubted as doubt:
        form.meant.data = doubt.key
        return _part(session_id, part, form, 409, doubts=doubt.said)
    except RecordRefused as refused:
        return _part(session_id, part, form, 400, error=str(refused), moved=isinstance(refused, RecordMoved))
    return _saved(session_id, part)


def _saved(session_id: UUID, anchor: str) -> ResponseReturnValue:
    pages.leave_notice("session-saved")
    return redirect(url_for("session_records.show", session_id=session_id, _anchor=anchor), 303)


@bp.get("/events/new")
def new_event(session_id: UUID) -> ResponseReturnValue:
    """The form of an adverse event."""
    return _event(session_id, EventForm(formdata=None))


def _event(
    session_id: UUID, form: EventForm, status: int = 200, record: RecordView | None = None, **said: Any
) -> ResponseReturnValue:
    session = session_page.head(actor(), session_id)
    return _rendered("session_records/event.html", session, form, record, status, **said)


@bp.post("/events/new")
def add_event(session_id: UUID) -> ResponseReturnValue:
    """Notes an adverse event."""
    form = EventForm()
    if not form.validate():
        return _event(session_id, form, 400, error="Nothing was saved yet. What needs another look is marked below.")
    try:
        new, token = form.new_id(), form.token.data or ""
        session_parts.add_event(actor(), session_id, form.value(), form.at.data, new, token)
    except (RecordRefused, TimeRefused) as refused:
        return _event(session_id, form, 400, error=str(refused))
    return _saved(session_id, "events")


@bp.get("/events/<uuid:record_id>")
def edit_event(session_id: UUID, record_id: UUID) -> ResponseReturnValue:
    """An adverse event as it stands, to be carried on."""
    record = _found(session_id, record_id)
    form = EventForm(formdata=None, data={**record.value, "at": None})
    form.version.data = str(record.version)
    return _event(session_id, form, record=record)


def _found(session_id: UUID, record_id: UUID) -> RecordView:
    record = session_page.record(actor(), session_id, record_rows.EVENT, record_id)
    return record or abort(404)


@bp.post("/events/<uuid:record_id>")
def change_event(session_id: UUID, record_id: UUID) -> ResponseReturnValue:
    """Keeps what was added to an adverse event."""
    form, record = EventForm(), _found(session_id, record_id)
    if not form.validate():
        return _event(session_id, form, 400, record, error="Nothing was saved yet. Look at what is marked below.")
    try:
        session_parts.change_event(actor(), session_id, record_id, form.value(), form.at.data, form.seen())
    except (RecordRefused, TimeRefused) as refused:
        moved = isinstance(refused, RecordMoved)
        return _event(session_id, form, 400, record, error=str(refused), moved=moved)
    return _saved(session_id, "events")


def given_back(session_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of a part with what was not saved."""
    part = str(fields.get("part", ""))
    kind = FORMS.get(part, ("", PartForm))[1]
    return _part(session_id, part, kind(formdata=MultiDict(fields)), error=error)


def changed_event_given_back(session_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of an adverse event with what was not added to it."""
    record_id = id_of(str(fields.get("record_id", ""))) or abort(404)
    return _event(session_id, EventForm(formdata=MultiDict(fields)), record=_found(session_id, record_id), error=error)


def event_given_back(session_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form of an adverse event that was not saved."""
    return _event(session_id, EventForm(formdata=MultiDict(fields)), error=error)
