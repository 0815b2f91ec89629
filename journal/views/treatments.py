"""A patient's lists of other therapy, medicines and questions; and the same for their therapist."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.treatments import TreatmentEntryForm
from journal.services.refusals import ConsentMissing, EntryRefused
from journal.services.treatments import treatment_entries, treatment_reading
from journal.services.treatments.treatment_entries import HEADINGS
from journal.signin import actor

bp = Blueprint("treatments", __name__)
NOT_AGREED = (
    "Nothing was added: these lists are read by who treats you, and that waits for your agreement. Your words are "
    "still here. You can read and answer on Account."
)


@bp.get("/treatments")
def index() -> ResponseReturnValue:
    """The three lists, each with a line to add."""
    return _index()


def _index(given: dict[str, Any] | None = None, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    shown = treatment_entries.lists(actor())
    page = render_template("treatments/index.html", lists=shown, headings=HEADINGS, given=given or {}, error=error)
    return page, status


@bp.post("/treatments")
def add() -> ResponseReturnValue:
    """Adds a line; what is refused comes back with its words."""
    form = TreatmentEntryForm()
    if not form.validate():
        abort(400)
    try:
        treatment_entries.add(
            actor(), form.kind.data or "", form.entry.data or "", form.new_id(), form.token.data or ""
        )  # fmt: skip
    except EntryRefused as refused:
        return _index(request.form.to_dict(), str(refused), 400)
    except ConsentMissing:
        return _index(request.form.to_dict(), NOT_AGREED, 409)
    pages.leave_notice("entry-added")
    return redirect(url_for(".index", _anchor=form.kind.data), 303)


@bp.post("/treatments/<uuid:entry_id>/remove")
def remove(entry_id: UUID) -> ResponseReturnValue:
    """Destroys a line."""
    treatment_entries.remove(actor(), entry_id)
    pages.leave_notice("entry-removed")
    return redirect(url_for(".index"), 303)


@bp.get("/patients/<uuid:patient_id>/treatments")
def read(patient_id: UUID) -> ResponseReturnValue:
    """The lists of a patient in care; the patient sees that they were opened."""
    shown = treatment_reading.open_lists(actor(), patient_id)
    return render_template("treatments/read.html", patient=shown, headings=HEADINGS)


def given_back(_target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page with a line that was not added."""
    return _index(fields, error)
