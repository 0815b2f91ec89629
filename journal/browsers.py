"""The visitor's browser: the address it asks from, and the cookie by which it is known to have signed in before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, g, request

from journal.crypto.sign_ins import Cookie
from journal.extensions import settings
from journal.services.sign_in import devices
from journal.services.sign_in.devices import Browser

_KEPT = 400 * 24 * 3600  # seconds; as long as browsers keep any cookie


def cookie_name() -> str:
    """The name of the device cookie; it opens nothing."""
    return "interleaf_device" if settings().plain_http else "__Host-interleaf-device"


def origin() -> tuple[str, str | None]:
    """Where a try comes from: the address and the value of the device cookie, for `throttles`."""
    return request.remote_addr or "", request.cookies.get(cookie_name())


def this_one() -> Browser:
    """The browser that asks, to begin a sign-in with; one that we do not know is given a cookie."""
    token = request.cookies.get(cookie_name())
    if not token or not devices.is_ours(token):
        token = g.new_device = devices.make_token()
    return Browser(token, devices.label_of(request.user_agent.string))


def _ready_name() -> str:
    """The name of the cookie of a readied phone; it can append words, and opens nothing."""
    return "interleaf_now" if settings().plain_http else "__Host-interleaf-now"


def ready_cookie() -> Cookie | None:
    """What a readied phone sends, or nothing for anything that is not one."""
    return Cookie.read(request.cookies.get(_ready_name(), ""))


def keep_ready(response: Response, cookie: Cookie, longest: timedelta, options: dict[str, Any]) -> None:
    """Sets the cookie of a phone that was just readied."""
    response.set_cookie(_ready_name(), cookie.value(), max_age=longest, **options)


def keep(response: Response, options: dict[str, Any]) -> None:
    """Sets the cookie of a browser that had none."""
    if g.get("new_device"):
        response.set_cookie(cookie_name(), g.new_device, max_age=_KEPT, **options)
