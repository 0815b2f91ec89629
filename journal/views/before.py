"""Opening a record for somebody who has no account yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.before import OpenRecordForm
from journal.services.before import before_lists, opening
from journal.services.refusals import InvitationRefused
from journal.signin import actor

bp = Blueprint("before", __name__, url_prefix="/patients")


@bp.get("/new")
def new() -> ResponseReturnValue:
    """The form that opens a record for somebody without an account."""
    before_lists.may_open(actor())
    return _form(OpenRecordForm(formdata=None))


@bp.post("/new")
def open_record() -> ResponseReturnValue:
    """Opens it, and leads to its page."""
    before_lists.may_open(actor())
    form = OpenRecordForm()
    if not form.validate_on_submit():
        return _form(form, status=400)
    try:
        patient_id = opening.open_record(actor(), form.typed(), *form.made_with())
    except InvitationRefused as refused:
        return _form(form, str(refused), 409)
    pages.leave_notice("before-opened")
    return redirect(url_for("before_record.show", patient_id=patient_id), 303)


def _form(form: OpenRecordForm, error: str = "", status: int = 200) -> ResponseReturnValue:
    return render_template("before/new.html", form=form, error=error), status


def given_back(_target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The form as it was filled in; nothing was opened yet."""
    before_lists.may_open(actor())
    return _form(OpenRecordForm(formdata=None, data=fields), error)
