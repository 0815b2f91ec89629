"""Calendars: a private address that one's own calendar fetches, and one appointment as a file."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.extensions import settings
from journal.services.appointments import calendar_feeds, calendar_files
from journal.signin import actor

bp = Blueprint("calendar", __name__)


@bp.get("/account/calendar")
def show() -> ResponseReturnValue:
    """Whether there is a private address, and what a calendar would get from it."""
    return render_template("calendar/show.html", made_at=calendar_feeds.made_at(actor()))


@bp.post("/account/calendar")
def make() -> ResponseReturnValue:
    """A new private address, shown once; the one before leads nowhere."""
    token = calendar_feeds.make(actor())
    scheme = "http" if settings().plain_http else "https"
    address = url_for(".feed", token=token, _external=True, _scheme=scheme)
    return render_template("calendar/address.html", address=address, subscribe=f"webcal:{address.partition(':')[2]}")


@bp.post("/account/calendar/revoke")
def revoke() -> ResponseReturnValue:
    """The address leads nowhere any more."""
    calendar_feeds.revoke(actor())
    pages.leave_notice("calendar-revoked")
    return redirect(url_for(".show"), 303)


@bp.get("/calendar/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """What a calendar fetches: it has no sign-in but the secret in its address."""
    return _file(calendar_feeds.read(token), "inline", "appointments")


@bp.get("/appointments/<uuid:appointment_id>.ics")
def download(appointment_id: UUID) -> ResponseReturnValue:
    """One appointment, to be put into a calendar by hand."""
    return _file(calendar_files.of_one(actor(), appointment_id), "attachment", "appointment")


def _file(content: bytes, how: str, name: str) -> Response:
    file = Response(content, mimetype="text/calendar")
    file.headers["Content-Disposition"] = f'{how}; filename="{name}.ics"'
    return file
