"""Headers of every answer: nothing is framed, sniffed, cached or loaded from elsewhere."""

from __future__ import annotations

from flask import Flask, Response, request

from journal.extensions import settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind} 'self'" for kind in ("script-src", "style-src", "img-src", "font-src", "connect-src")),
        *(f"{kind} 'self'" for kind in ("form-action", "worker-src", "manifest-src")),
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "report-uri /policy-report",
    )
)
DIRECTIVES = frozenset(
    f"{kind}{part}"
    for kind in (each.split()[0] for each in CONTENT_SECURITY_POLICY.split("; "))
    for part in ("", "-elem", "-attr")  # how browsers name what stands in a page
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser sends no Origin to check
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}

_NEVER_CHANGE = ".woff2"  # fonts are named by their style sheet without a hash


def init_app(app: Flask) -> None:
    """Adds the headers to every answer of the application."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    response.headers.update(_ALWAYS)
    if not settings().plain_http:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint != "static" or response.status_code not in (200, 304):
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    elif "v" not in request.args and not request.path.endswith(_NEVER_CHANGE):
        response.headers["Cache-Control"] = "no-cache"
    return response
