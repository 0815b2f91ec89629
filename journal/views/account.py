"""One's own account."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.access import KitStoredForm
from journal.forms.account import AppearanceForm, HelpCountryForm, TimeZoneForm
from journal.forms.clinic import time_zones
from journal.services.people import account, appearance, help_countries, licences
from journal.services.recovery import own_keys
from journal.services.refusals import UnknownCountry
from journal.services.safety import contact
from journal.signin import actor, anyone

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("")
def show() -> ResponseReturnValue:
    """Who one is here, how pages look, and who can read."""
    return page()


def page(status: int = 200, **given: str) -> ResponseReturnValue:
    """The same, with a phone number given back where it was refused."""
    own = account.own(actor())
    return render_template(
        "account/show.html", keys=own_keys.state(actor()), person=own.person, care=own.care,
        fingerprint_words=own.fingerprint_words,
        consents=own.consents, in_care=own.in_care, own_zone=own.own_zone, clinic_zone=own.clinic_zone,
        time_zones=time_zones(own.own_zone), treatment_team=own.treatment_team, licence=licences.own_warning(actor()),
        contact=contact.offer(actor()) if actor().role == "patient" else None,
        help_lines=help_countries.choice(actor()) if actor().role == "patient" else None, given=given,
    ), status  # fmt: skip


@bp.post("/appearance")
def change_appearance() -> ResponseReturnValue:
    """Keeps theme and text size."""
    form = AppearanceForm()
    if not form.validate_on_submit():
        abort(400)
    appearance.change(actor(), form.theme.data or "", form.text_size.data or "")
    pages.leave_notice("appearance")
    return redirect(url_for(".show"), 303)


@bp.post("/time-zone")
def change_time_zone() -> ResponseReturnValue:
    """Keeps the time zone that times are told in."""
    form = TimeZoneForm()
    if not form.validate_on_submit():
        abort(400)
    appearance.change_zone(actor(), form.time_zone.data or "")
    pages.leave_notice("appearance")
    return redirect(url_for(".show", _anchor="times"), 303)


@bp.post("/help-country")
def choose_help_country() -> ResponseReturnValue:
    """Keeps the country whose help lines a patient is shown."""
    form = HelpCountryForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        help_countries.choose(actor(), form.help_country.data or "")
    except UnknownCountry:
        abort(400)
    pages.leave_notice("help-country")
    return redirect(url_for(".show", _anchor="help-lines"), 303)


@bp.post("/kit-stored")
def kit_stored() -> ResponseReturnValue:
    """Notes that the kit was put away, and goes to the first page."""
    if not KitStoredForm().validate_on_submit():
        abort(400)
    account.kit_stored(anyone())
    return redirect(url_for("home.home"), 303)
