"""The one place that joins Flask, the sign-in row and keys; gives services an `Actor`."""

from __future__ import annotations

import secrets
from typing import Any, cast
from uuid import UUID

from flask import Flask, Response, abort, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import UserMixin, current_user
from werkzeug.wrappers import Request

from journal.crypto.sign_ins import Cookie
from journal.crypto.tokens import form_secret, token_for_id
from journal.extensions import DATABASE_DOWN, db, login, server_secret, settings
from journal.services import sign_ins
from journal.services.actor import Actor
from journal.services.sign_ins import Found
from journal.services.slots import Unlocked

_FORM_FIELD = "csrf_token"
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_FETCH_SITES = ("same-origin", "none")


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's user: the actor of this request."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.id = str(actor.id)


class FormSession(dict[str, Any], SessionMixin):
    """What Flask-WTF sees as a session: only what its form tokens prove; nothing is stored."""


class StatelessSessions(SessionInterface):
    """Gives every request a session made from its cookie, and sets the cookies that changed."""

    def open_session(self, app: Flask, request: Request) -> FormSession:  # noqa: ARG002 - Flask fixes it
        """A session bound to the browser's cookie, or to a new one that is set only with a form."""
        cookie = request.cookies.get(cookie_name()) or request.cookies.get(_visit_name())
        if cookie is None:
            cookie = g.new_visit = secrets.token_urlsafe(32)
        return _session_for(cookie)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        """Sets the cookies that changed in this request."""
        if g.get("new_cookie"):
            _set(response, cookie_name(), g.new_cookie.value())
        elif g.get("signed_out"):
            response.delete_cookie(cookie_name(), **cookie_settings())
        if g.get("new_visit") and _FORM_FIELD in g:
            _set(response, _visit_name(), g.new_visit)


def _session_for(cookie: str) -> FormSession:
    return FormSession({_FORM_FIELD: form_secret(server_secret(), cookie)})


def cookie_name() -> str:
    """The name of the sign-in cookie; `__Host-` ties it to this host and to HTTPS."""
    return "interleaf_signin" if settings().plain_http else "__Host-interleaf"


def _visit_name() -> str:
    return "interleaf_visit" if settings().plain_http else "__Host-interleaf-visit"


def _set(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, **cookie_settings())


def cookie_settings() -> dict[str, Any]:
    """What every cookie of ours is set with."""
    return {"path": "/", "secure": not settings().plain_http, "httponly": True, "samesite": "Lax"}


def init_app(app: Flask) -> None:
    """Puts the sessions in place, and the checks that come before every view."""
    app.session_interface = StatelessSessions()
    app.before_request(_refuse_other_sites)
    login.request_loader(_load_user)


def _refuse_other_sites() -> None:
    """A state change comes from our own pages: checked by Origin and Sec-Fetch-Site besides the form token."""
    if request.method in _SAFE_METHODS:
        return
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    scheme = "http" if settings().plain_http else "https"
    if origin not in (None, f"{scheme}://{request.host}") or site not in (None, *_FETCH_SITES):
        g.foreign = True  # nothing of it is shown on a page of ours
        abort(400)


def _load_user(_request: Request) -> SignedIn | None:
    found = found_sign_in()
    return SignedIn(found.actor) if found and found.actor else None


def found_sign_in() -> Found | None:
    """The sign-in of this request's cookie, looked up once; its actor is absent when it has ended."""
    if "sign_in" not in g:
        cookie = Cookie.read(request.cookies.get(cookie_name(), ""))
        g.sign_in = sign_ins.find(cookie) if cookie else None
    return cast(Found | None, g.sign_in)


def actor() -> Actor:
    """The signed-in person; only for views that are not public."""
    return cast(SignedIn, current_user).actor


def begin(unlocked: Unlocked) -> Actor:
    """Begins a sign-in for this browser: new id, new secret, new form tokens."""
    before = found_sign_in()
    if before is not None and before.actor is not None:
        sign_ins.end(before)
    cookie = sign_ins.begin(unlocked)
    g.new_cookie, g.sign_in = cookie, sign_ins.find(cookie)
    _renew_forms(cookie.value())
    g.pop("_login_user", None)
    return actor()


def end() -> None:
    """Ends this browser's sign-in."""
    found = found_sign_in()
    if found is not None and found.actor is not None:
        sign_ins.end(found)
    g.signed_out, g.sign_in = True, None
    g.pop("_login_user", None)


def _renew_forms(cookie: str) -> None:
    session[_FORM_FIELD] = form_secret(server_secret(), cookie)
    g.pop(_FORM_FIELD, None)


def clinic_of_visitor() -> UUID | None:
    """The clinic of whoever asks, if they are signed in and the database can be reached."""
    try:
        found = found_sign_in()
    except DATABASE_DOWN:
        g.database_down, g.sign_in = True, None
        db.session.rollback()
        return None
    return found.clinic_id if found and found.actor else None


def token_for(record_id: UUID) -> str:
    """Binds an id made with a form to the signed-in person."""
    return token_for_id(server_secret(), actor().id, record_id)
