"""Measures over time: the page of one measure, and its numbers as a file, for the patient and for the clinic."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from journal.services.measures import measure_pages
from journal.services.measures.measure_pages import MeasurePage
from journal.signin import actor

bp = Blueprint("measures_over_time", __name__)
NEWEST = 10


@bp.get("/measures/<measure>")
def own(measure: str) -> ResponseReturnValue:
    """The patient's own points, dates and sessions."""
    return _page(measure_pages.own(actor(), measure), f"/measures/{measure}")


@bp.get("/patients/<uuid:patient_id>/measures/<measure>")
def of_patient(patient_id: UUID, measure: str) -> ResponseReturnValue:
    """The same for a clinician of the treatment team, with bands, marks and how things last; with a receipt."""
    return _page(measure_pages.of_patient(actor(), patient_id, measure), f"/patients/{patient_id}/measures/{measure}")


@bp.get("/measures/<measure>.csv")
def own_file(measure: str) -> ResponseReturnValue:
    """The patient's own numbers for a spreadsheet."""
    return _file(measure_pages.own_file(actor(), measure), measure)


@bp.get("/patients/<uuid:patient_id>/measures/<measure>.csv")
def file_of_patient(patient_id: UUID, measure: str) -> ResponseReturnValue:
    """A patient's numbers for a spreadsheet; that they were taken is noted."""
    return _file(measure_pages.file_of_patient(actor(), patient_id, measure), measure)


def _page(page: MeasurePage, address: str) -> ResponseReturnValue:
    whole = request.args.get("view") == "table"
    return render_template("measures/course.html", page=page, address=address, whole=whole, newest=NEWEST)


def _file(words: str, measure: str) -> ResponseReturnValue:
    answer = Response(words, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="measure-{measure}.csv"'
    return answer
