"""What ties the lines of a log together: an id made for each request, and the name of what answered it.

The lines are written by the server (gunicorn.conf.py), which knows how long an answer took; the id says nothing of
anybody, is made here whatever a visitor sends, and goes back with the answer, so that somebody can name it.
"""

from __future__ import annotations

import logging
import uuid

from flask import Flask, Response, g, has_request_context, request

HEADER = "X-Request-Id"


def init_app(app: Flask) -> None:
    """Names every request, to the server and to the application's own lines."""
    app.before_request(_name)
    app.after_request(_send_back)
    app.logger.addFilter(_names)


def _name() -> None:
    g.request_id = uuid.uuid4().hex
    request.environ |= {"interleaf.request_id": g.request_id, "interleaf.endpoint": request.endpoint or "none"}


def _send_back(response: Response) -> Response:
    if "request_id" in g:
        response.headers[HEADER] = g.request_id
    return response


def _names(record: logging.LogRecord) -> bool:
    record.request_id = g.get("request_id") if has_request_context() else None
    return True
