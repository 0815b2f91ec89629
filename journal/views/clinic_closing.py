"""Closing a clinic: what ends, what its patients keep, and the manager's last word on it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.clinic import ClosingForm
from journal.services.clinics import clinic_closing
from journal.signin import actor
from journal.views.step_up import fresh

bp = Blueprint("clinic_closing", __name__)


@bp.get("/clinic/close")
def show() -> ResponseReturnValue:
    """What closing means, before it is done."""
    return _page(ClosingForm(formdata=None))


@bp.post("/clinic/close")
@fresh
def close() -> ResponseReturnValue:
    """Closes the clinic, for who says that they understood and has just proved who they are."""
    form = ClosingForm()
    if not form.validate_on_submit():
        return _page(form, 400)
    clinic_closing.close(actor())
    pages.leave_notice("clinic-closed")
    return redirect(url_for("clinic.show"), 303)


def _page(form: ClosingForm, status: int = 200) -> ResponseReturnValue:
    closing = clinic_closing.closing(actor())
    return render_template("clinic/close.html", form=form, closing=closing), status
