"""What every template can use: the person, the navigation, times in words, and addresses of static files."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, request
from flask_login import current_user
from markupsafe import Markup

from journal import clock, signin
from journal.extensions import settings
from journal.ids import make_id
from journal.sentences import NOTICES
from journal.services.clinics.clinics import ClinicCard
from journal.services.sign_in.sign_ins import Found
from journal.sessions import cookie_settings
from journal.signin import found_sign_in
from journal.viewer import viewer

NAVIGATION = {
    "patient": (
        ("Today", "/"), ("Journal", "/reflections"), ("Sessions", "/sessions"), ("Measures", "/measures"),
        ("Account", "/account"),
    ),
    "therapist": (
        ("Review", "/review"), ("Patients", "/patients"), ("Appointments", "/appointments"), ("Account", "/account"),
    ),
    "manager": (
        ("Clinic", "/clinic"), ("People", "/people"), ("Care teams", "/care-teams"), ("Audit", "/audit"),
        ("Account", "/account"),
    ),
    **dict.fromkeys(("prescriber", "nurse"), (("Sessions", "/sessions"), ("Account", "/account"))),
}  # fmt: skip
# pages whose address begins elsewhere, and the section they are of
BELONGS = {
    "notes": "/review", "process-notes": "/patients", "insights": "/reflections", "check-ins": "/reflections",
    "referrals": "/patients", "referral": "/account", "course": "/sessions",
}  # fmt: skip

FACTORS_CHANGED = (
    "Your second factor is not as it was, so you are not signed in. Nothing was opened; please ask the clinic."
)


class Named(Protocol):
    """Anything with a title and a time that a page calls by name."""

    title: str
    created_at: datetime


def init_app(app: Flask) -> None:
    """Gives templates their names, and keeps the notice of one page for the next."""
    app.context_processor(_names)
    app.jinja_env.globals.update(
        asset=asset,
        when=when,
        day=clock.day,
        date_of=date_of,
        named_day=named_day,
        time_of=time_of,
        time_in_words=time_in_words,
        name_of=name_of,
        new_record=new_record,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.after_request(_move_notice)


def _names() -> dict[str, Any]:
    if g.get("database_down"):
        return {"me": None, "setting_up": False, "navigation": (), "notice": None, "demonstration": False}
    me = viewer()
    return {
        "me": me,
        "setting_up": signin.enrolling() is not None,
        "navigation": _navigation(me.role) if me else (),
        "notice": _notice(),
        "demonstration": settings().demonstration,
    }


def clinic() -> ClinicCard:
    """What the clinic of the signed-in person says of itself; found with their sign-in."""
    return cast(Found, found_sign_in()).clinic


def _navigation(role: str) -> list[dict[str, Any]]:
    first = request.path.partition("/")[2].partition("/")[0]
    here = BELONGS.get(first, request.path)
    return [
        {"label": label, "url": url, "current": here == url or (url != "/" and here.startswith(f"{url}/"))}
        for label, url in NAVIGATION[role]
    ]


def new_record() -> dict[str, str]:
    """An id made with a form and bound to who fills it in, so that sending the form twice writes one record."""
    record_id = make_id()
    return {"id": str(record_id), "token": signin.token_for(record_id)}


def _notice_cookie() -> str:
    return "interleaf_notice" if settings().plain_http else "__Host-interleaf-notice"


def _notice() -> dict[str, str] | None:
    code = g.get("notice") or request.cookies.get(_notice_cookie())
    g.notice_shown = True
    return {"text": NOTICES[code], "kind": "status"} if code in NOTICES else None


def leave_notice(code: str) -> None:
    """Says one of the fixed sentences on the next page; the browser carries its code, never words."""
    if code not in NOTICES:
        raise KeyError(code)
    g.next_notice = code


def _move_notice(response: Response) -> Response:
    options = cookie_settings()
    if g.get("next_notice"):
        response.set_cookie(_notice_cookie(), g.next_notice, max_age=60, **options)
    elif g.get("notice_shown") and _notice_cookie() in request.cookies:
        response.delete_cookie(_notice_cookie(), **options)
    return response


def _zone() -> ZoneInfo:
    """The time zone of whoever reads the page; looked up once a request."""
    if "zone" not in g:
        signed_in = not g.get("database_down") and current_user.is_authenticated
        g.zone = ZoneInfo(current_user.actor.zone if signed_in else "UTC")
    zone: ZoneInfo = g.zone
    return zone


def when(moment: datetime) -> Markup:
    """A moment in words, with the exact time behind it."""
    zone = _zone()
    exact, words = clock.exactly(moment, zone), clock.in_words(moment, zone)
    # made of digits and names of days and months alone, so there is nothing to escape
    return Markup(f'<time datetime="{moment.isoformat(timespec="seconds")}" title="{exact}">{words}</time>')  # noqa: S704


def named_day(which: date) -> str:
    """A day with its name, or how near it is: Today, Tomorrow, Thursday 3 December 2026."""
    away = (which - clock.now().astimezone(_zone()).date()).days
    near = {0: "Today", 1: "Tomorrow"}.get(away)
    return near or f"{which:%A} {clock.day(which)}"


def time_of(moment: datetime) -> Markup:
    """The time of day alone, where the day stands above it, with the exact time behind it."""
    zone = _zone()
    exact, words = clock.exactly(moment, zone), f"{moment.astimezone(zone):%H:%M}"
    return Markup(f'<time datetime="{moment.isoformat(timespec="seconds")}" title="{exact}">{words}</time>')  # noqa: S704


def time_in_words(moment: datetime, words: str) -> Markup:
    """A moment in words that say where it lies from something else, with the exact time behind it."""
    exact = clock.exactly(moment, _zone())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment.isoformat(timespec="seconds"), exact, words)


def said(moment: datetime) -> str:
    """A moment in words, without markup."""
    return clock.in_words(moment, _zone())


def name_of(row: Named) -> str:
    """A reflection's title, or the date and time it was begun."""
    return row.title or f"Reflection, {date_of(row.created_at)}"


def date_of(moment: datetime) -> str:
    """Date and time as they name what has no title."""
    return clock.date_and_time(moment, _zone())


@lru_cache
def _hashes(folder: str) -> dict[str, str]:
    root = Path(folder)
    files = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in files}


def asset(name: str) -> str:
    """The address of a static file, with its hash so that it may be kept for a year."""
    return f"/static/{name}?v={_hashes(str(current_app.static_folder)).get(name, '')}"
