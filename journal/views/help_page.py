"""Help, signed in or out, with or without the database."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from journal.services.clinics import help as help_service
from journal.services.safety import contact
from journal.services.safety.contact import ContactOffer
from journal.signin import actor, clinic_of_visitor

bp = Blueprint("help_page", __name__)


@bp.get("/help")
def show() -> ResponseReturnValue:
    """Whom to call, and what the clinic answers."""
    country, clinic = help_service.for_clinic(clinic_of_visitor())
    return render_template("help/help.html", country=country, clinic=clinic, contact=_contact())


def _contact() -> ContactOffer | None:
    """What a signed-in patient can ask of the clinic; the page goes without it."""
    return contact.offer_where_reached(actor()) if clinic_of_visitor() and actor().role == "patient" else None


@bp.get("/sw.js")
def worker() -> ResponseReturnValue:
    """The service worker that keeps the help page for when there is no connection."""
    script = Path(str(current_app.static_folder)) / "js" / "help-worker.js"
    return Response(script.read_text(encoding="utf-8"), mimetype="text/javascript")
