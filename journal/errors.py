"""What a person sees when something goes wrong: what happened, that their words are safe, and what to do next."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb
from typing import Any, cast

from flask import Flask, current_app, g, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from journal.crypto.errors import Busy, CannotOpen, KeyRefused
from journal.extensions import DATABASE_DOWN, db
from journal.pages import FACTORS_CHANGED
from journal.permissions import NotAllowed
from journal.services.audit.audit_queries import ChainBroken
from journal.services.care.decisions import NotToday
from journal.services.ledger import quarantine
from journal.services.ledger.following import DatabaseBehind, NotInLedger
from journal.services.ledger.quarantine import InQuarantine
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.slots import WrongSignIn
from journal.services.sign_in.throttles import TooMany
from journal.views import giving_back

SECONDS_TO_WAIT = 5
_SENTENCES: dict[int, tuple[str, ...]] = {
    400: ("This could not be sent", "Nothing was changed. Go back and try again."),
    404: ("There is nothing here", "The address may be mistyped, or the page is not yours to see."),
    405: ("There is nothing here", "This address is not opened that way."),
    409: ("Something is not as you left it", "Nothing was changed or shared. Please tell the clinic before you go on."),
    413: (
        "This is too long",
        "Nothing was saved of it yet. Go back: what you wrote is still on the page.",
        "A reflection holds 100,000 characters; please put the rest into a second one.",
    ),
    422: ("This cannot be opened", "What is stored here does not open with your keys. Everything else still does."),
    429: ("Please wait a little", "Nothing is locked. Try again in a few minutes."),
    500: ("Something went wrong here", "It is not your doing. What was saved before is safe."),
    503: ("Not reachable just now", "What was saved before is safe. Please try again in a moment."),
}
OUT_OF_TIME = "Your sign-in or this page had run out. Nothing was changed; what you typed is below."
OUT_OF_TIME_EMPTY = "Your sign-in or this page had run out. Nothing was changed. Open the page anew and try again."
IN_QUARANTINE = (
    "Closed for a check",
    "The database was put back from an earlier day. What was ended or deleted since then is not so again yet.",
    "Until it is, nobody can sign in or read. Nothing you wrote here before is lost by waiting.",
    "If you need somebody now, call the clinic or use “Get help now”.",
)
NOT_IN_LEDGER = (
    "Done, and not yet noted twice",
    "What you did counts from now on. The second place where such things are noted could not be written just now.",
    "If the database had to be put back from a backup in this very hour, it might have to be done again.",
    "You need not do it again: it is noted as soon as that place can be written, and whoever runs the server is told.",
)
NOT_TODAY = "Today is a day of rest: nothing here asks you to decide. It waits for you until tomorrow."
CHANGED_MEANWHILE = "Your account was changed while you were signing in. Please sign in once more."
KEY_CHANGED = "A key is not the one you agreed to, so nothing was shared. Please call the clinic before you go on."


def init_app(app: Flask) -> None:
    """Registers what answers each kind of failure."""
    app.register_error_handler(NotAllowed, lambda _error: answer(404))
    app.register_error_handler(CannotOpen, lambda _error: answer(422))
    app.register_error_handler(KeyRefused, lambda _error: answer(409, KEY_CHANGED))
    app.register_error_handler(ChainBroken, _chain_broken)
    app.register_error_handler(FactorsChanged, lambda _error: answer(409, FACTORS_CHANGED))
    app.register_error_handler(WrongSignIn, lambda _error: answer(409, CHANGED_MEANWHILE))
    app.register_error_handler(NotToday, lambda _error: answer(409, NOT_TODAY, heading="Not today"))
    app.register_error_handler(Busy, lambda _error: _try_later("busy"))
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(InQuarantine, _quarantined)
    app.register_error_handler(DatabaseBehind, _quarantined)
    app.register_error_handler(NotInLedger, _not_in_ledger)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    for error in DATABASE_DOWN:
        app.register_error_handler(error, _database_down)


def answer(status: int, *sentences: str, heading: str = "") -> ResponseReturnValue:
    """The page for a status, with what was typed given back; JSON where a script asked."""
    usual_heading, *usual = _SENTENCES.get(status, _SENTENCES[400 if status < 500 else 500])
    if giving_back.wants_json():
        return jsonify(reason=_REASONS.get(status, "refused")), status
    words = giving_back.typed_words()
    page = render_template(
        "errors/error.html", heading=heading or usual_heading, sentences=sentences or usual, words=words, retry_url=None
    )
    return page, status


_REASONS = {400: "form_token", 404: "not_found", 409: "conflict", 413: "too_long", 503: "unreachable"}


def _expired_form(_error: CSRFError) -> ResponseReturnValue:
    given_back = giving_back.after_expired_form()
    return given_back or answer(400, OUT_OF_TIME if giving_back.typed_words() else OUT_OF_TIME_EMPTY)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    if status == 405 and request.method == "GET":
        return redirect(_page_above(request.path), 303)
    response = make_response(answer(status))
    if status == 405 and isinstance(allowed := getattr(error, "valid_methods", None), list):
        response.headers["Allow"] = ", ".join(allowed)
    return response


def _page_above(path: str) -> str:
    """The nearest page above where a form is sent to: a browser that brings a tab back opens that address."""
    addresses = cast(MapAdapter, current_app.create_url_adapter(request))
    while path := path.rpartition("/")[0]:
        if addresses.test(path, "GET"):
            return path
    return "/"


def _unexpected(error: Exception) -> ResponseReturnValue:
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[::-1])
    current_app.logger.error("%s at %s: %s", type(error).__name__, request.endpoint, where)  # never its own words
    g.database_down = True  # whatever failed, this page asks nothing of the database
    db.session.rollback()
    return answer(500)


def _chain_broken(_error: ChainBroken) -> ResponseReturnValue:
    current_app.logger.error("the audit was changed in the database; verify says where")
    return answer(409)


def _database_down(_error: Any) -> ResponseReturnValue:
    g.database_down = True
    db.session.rollback()
    current_app.logger.error("the database cannot be reached")
    return _try_later("unreachable")


def _too_many(error: TooMany) -> ResponseReturnValue:
    told = {"reason": "too_many", "error": error.in_words}
    response = make_response((jsonify(told), 429) if giving_back.wants_json() else answer(429, error.in_words))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _quarantined(_error: Exception) -> ResponseReturnValue:
    """Nothing is asked of a database that may be an old one."""
    quarantine.look_again()
    return _held_back("quarantine", IN_QUARANTINE)


def _not_in_ledger(_error: NotInLedger) -> ResponseReturnValue:
    current_app.logger.error("the ledger cannot be written")
    return _held_back("not_in_ledger", NOT_IN_LEDGER)


def _held_back(reason: str, told: tuple[str, ...]) -> ResponseReturnValue:
    g.database_down = True
    db.session.rollback()
    if giving_back.wants_json():
        return jsonify(reason=reason), 503
    heading, *sentences = told
    return answer(503, *sentences, heading=heading)


def _try_later(reason: str) -> ResponseReturnValue:
    response = make_response((jsonify(reason=reason), 503) if giving_back.wants_json() else answer(503))
    response.headers["Retry-After"] = str(SECONDS_TO_WAIT)
    return response
