"""The clinic's instruments, for its manager: what is offered, with its notices, and which own files were refused."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.measures import OfferForm
from journal.services.measures import clinic_instruments
from journal.services.refusals import InstrumentsRefused, SettingsMoved
from journal.signin import actor
from journal.views.clinic import MOVED

bp = Blueprint("clinic_instruments", __name__, url_prefix="/clinic/instruments")


@bp.get("")
def show() -> ResponseReturnValue:
    """Every instrument there is, and what was refused."""
    return _page()


def _page(error: str = "", ticked: frozenset[str] | None = None, status: int = 200) -> ResponseReturnValue:
    page = clinic_instruments.page(actor())
    ticked = frozenset(page.offered) if ticked is None else ticked
    return render_template("clinic/instruments.html", page=page, ticked=ticked, error=error), status


@bp.post("")
def offer() -> ResponseReturnValue:
    """Offers what is ticked."""
    form = OfferForm()
    try:
        clinic_instruments.offer(actor(), form.seen(), form.wanted())
    except InstrumentsRefused as refused:
        return _page(str(refused), form.wanted(), 400)
    except SettingsMoved:
        return _page(MOVED, form.wanted(), 409)
    pages.leave_notice("clinic-changed")
    return redirect(url_for(".show"), 303)
