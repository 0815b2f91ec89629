"""What Flask takes for a session: the form tokens of a browser's cookie. Nothing is stored; cookies are set here."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Response, g, session
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.wrappers import Request

from journal import browsers
from journal.crypto.tokens import form_secret
from journal.extensions import server_secret, settings

FORM_FIELD = "csrf_token"


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
        if g.get("new_visit") and FORM_FIELD in g:
            _set(response, _visit_name(), g.new_visit)
        browsers.keep(response, cookie_settings())


def _session_for(cookie: str) -> FormSession:
    return FormSession({FORM_FIELD: form_secret(server_secret(), cookie)})


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


def renew_forms(cookie: str) -> None:
    """Binds the form tokens of this request's page to a cookie that was made in it."""
    session[FORM_FIELD] = form_secret(server_secret(), cookie)
    g.pop(FORM_FIELD, None)
