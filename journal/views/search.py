"""Search: a form, and what was found; words stand in no title or log, and sealed in an address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from journal.forms.search import SearchForm
from journal.services import questions
from journal.services.refusals import Busy, QueryRefused
from journal.services.search import search
from journal.services.search.search import Results
from journal.signin import actor

bp = Blueprint("search", __name__, url_prefix="/search")
NARROWER = "What this search was narrowed to is not there any more. Nothing was looked for; choose anew."
BUSY = "Other searches are still running. Wait a few seconds and press Search again."


@bp.get("")
def show() -> ResponseReturnValue:
    """The form, where a patient may be chosen beforehand, by their id; or what was found, newest first."""
    asked = request.args.get("asked", "")
    question = questions.read(actor(), asked)
    if question:
        return _found(question, asked)
    form = _form(formdata=None)
    chosen = request.args.get("patient", type=UUID)
    if chosen is not None and "patient" in form:
        form.patient.data = chosen.hex
    return _page(form)


@bp.post("")
def find() -> ResponseReturnValue:
    """What holds the words: sends on to where it is found, so that Back and Reload find it again."""
    form = _form()
    if not form.validate():
        return _page(form, status=400)
    try:
        asked = search.ask(actor(), form.query(), form.typed())
    except QueryRefused as refused:
        return _page(form, error=str(refused), status=400)
    return redirect(url_for(".show", asked=asked), 303)


def _found(question: dict[str, str], asked: str) -> ResponseReturnValue:
    form = _filled_in({**question, "page": request.args.get("page", "1")})
    if not form.validate() or any(name not in form for name in question):  # nothing wider is looked through instead
        return _page(form, error=NARROWER, status=400)
    try:
        return _page(form, search.search(actor(), form.query()), asked=asked)
    except QueryRefused as refused:
        return _page(form, error=str(refused), status=400)
    except Busy:
        response = make_response(_page(form, error=BUSY, status=503))
        response.headers["Retry-After"] = "5"
        return response


def _filled_in(fields: dict[str, str]) -> SearchForm:
    return _form(formdata=MultiDict(fields), meta={"csrf": False})


def _form(**how: Any) -> SearchForm:
    form = SearchForm(**how)
    form.offer(search.choices(actor()), actor().role, actor().id)
    return form


def _page(
    form: SearchForm, results: Results | None = None, error: str | None = None, status: int = 200, asked: str = ""
) -> ResponseReturnValue:
    form.words.errors = [*form.words.errors, *([error] if error else [])]
    return render_template("search/show.html", form=form, results=results, asked=asked), status


def given_back(_person_id: UUID, fields: dict[str, str], said: str) -> ResponseReturnValue:
    """The form with what was typed before its sign-in or its page had ended."""
    return _page(_filled_in(fields), error=said)
