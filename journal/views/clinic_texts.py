"""The clinic's own words under Learn, for its manager: questions and aftercare, each changed on a page."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.clinic_texts import ClinicTextForm
from journal.services.learn import clinic_texts
from journal.services.learn.answers import Answer
from journal.services.refusals import ClinicTextMoved, ClinicTextRefused
from journal.signin import actor

bp = Blueprint("clinic_texts", __name__, url_prefix="/clinic/questions")
MOVED = "Somebody changed this while you typed. Your words are still here, and below is what stands there now."


@bp.get("")
def index() -> ResponseReturnValue:
    """Every question and aftercare text, and who wrote it."""
    return render_template("clinic/texts.html", answers=clinic_texts.listed(actor()))


@bp.get("/new")
def new() -> ResponseReturnValue:
    """The form of a question of the clinic's own."""
    clinic_texts.listed(actor())
    return render_template("clinic/text.html", form=ClinicTextForm(formdata=None), answer=None, error=None)


@bp.get("/<name>")
def edit(name: str) -> ResponseReturnValue:
    """The form of one text."""
    answer = clinic_texts.one(actor(), name)
    values = {"title": answer.title, "text": answer.text, "is_shown": answer.is_shown, "number": answer.number}
    return _page(ClinicTextForm(formdata=None, data=values), answer)


@bp.post("/<name>")
def publish(name: str) -> ResponseReturnValue:
    """Keeps the next version; what cannot be kept is given back."""
    form = ClinicTextForm()
    if not form.validate_on_submit():
        return _given_back(form, name, None, 400)
    try:
        clinic_texts.publish(actor(), name, form.typed(), form.token.data or "")
    except ClinicTextRefused as refused:
        return _given_back(form, name, str(refused), 400)
    except ClinicTextMoved:
        return _given_back(form, name, MOVED, 409)
    pages.leave_notice("clinic-changed")
    return redirect(url_for(".index"), 303)


def _given_back(form: ClinicTextForm, name: str, error: str | None, status: int) -> ResponseReturnValue:
    known = {answer.name: answer for answer in clinic_texts.listed(actor())}
    return _page(form, known.get(name), error, status)


def _page(
    form: ClinicTextForm, answer: Answer | None, error: str | None = None, status: int = 200
) -> ResponseReturnValue:
    if answer is not None:
        form.number.data, form.number.raw_data = answer.number, None
    author = clinic_texts.author_name(actor(), answer) if answer is not None else ""
    return render_template("clinic/text.html", form=form, answer=answer, author=author, error=error), status
