"""Help, signed in or out, with or without the database."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from journal.services.clinics import help as help_service
from journal.services.people import help_countries
from journal.services.safety import contact
from journal.services.safety.contact import ContactOffer
from journal.signin import actor, clinic_of_visitor

bp = Blueprint("help_page", __name__)
_CODE = re.compile("[A-Z]{2}", re.ASCII)


@bp.get("/help")
def show() -> ResponseReturnValue:
    """Whom to call, in the country that is asked for, and what the clinic answers."""
    picked = _picked()
    known = clinic_of_visitor()
    country, clinic = help_countries.for_actor(actor(), picked) if known else help_service.for_clinic(None, picked)
    return render_template(
        "help/help.html", country=country, clinic=clinic, countries=help_service.countries(clinic), contact=_contact()
    )


def _picked() -> str:
    """The country of the address, as two letters; none where it is anything else."""
    asked = request.args.get("country", "").upper()
    return asked if _CODE.fullmatch(asked) else ""


def _contact() -> ContactOffer | None:
    """What a signed-in patient can ask of the clinic; the page goes without it."""
    return contact.offer_where_reached(actor()) if clinic_of_visitor() and actor().role == "patient" else None


@bp.get("/sw.js")
def worker() -> ResponseReturnValue:
    """The service worker that keeps the help page for when there is no connection."""
    script = Path(str(current_app.static_folder)) / "js" / "help-worker.js"
    return Response(script.read_text(encoding="utf-8"), mimetype="text/javascript")
