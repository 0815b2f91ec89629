"""What is asked of every request before it is looked at: that somebody meant it, and from our own pages."""

from __future__ import annotations

from flask import Flask, abort, g, request

from journal.extensions import settings

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_FETCH_SITES = ("same-origin", "none")


def init_app(app: Flask) -> None:
    """Puts the checks before every view."""
    app.before_request(_refuse_guesses)
    app.before_request(_refuse_other_sites)


def _refuse_guesses() -> None:
    """A page that a browser fetches in case it will be opened: a receipt would say that somebody has looked."""
    if "prefetch" in request.headers.get("Sec-Purpose", "") and request.endpoint != "static":
        abort(503)


def _refuse_other_sites() -> None:
    """A state change comes from our own pages: checked by Origin and Sec-Fetch-Site besides the form token."""
    if request.method in _SAFE_METHODS:
        return
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    scheme = "http" if settings().plain_http else "https"
    if origin not in (None, f"{scheme}://{request.host}") or site not in (None, *_FETCH_SITES):
        g.foreign = True  # nothing of it is shown on a page of ours
        abort(400)
