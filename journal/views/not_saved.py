"""Gives words back that have no place any more: what they were about was made private, or was never theirs to see."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

_MEANWHILE = (
    "What this was about is not open to you. It may have been made private or withdrawn while you wrote, or care of "
    "this patient may have ended."
)
_YOURS = "Your own words are below. Nothing was kept of them here, so copy what you want to keep."


def page(what: str, **words: str | None) -> ResponseReturnValue:
    """The same page whether a thing is closed or never was there; only what its reader typed is on it."""
    given = {name: value for name, value in words.items() if value}
    heading = f"This {what} was not saved"
    return render_template(
        "errors/error.html", heading=heading, sentences=(_MEANWHILE, _YOURS), words=given, retry_url=None
    ), 404
