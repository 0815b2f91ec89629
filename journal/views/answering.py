"""Answering a measure: one question on a page or all of them, each answer kept as it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal.forms import answers as forms
from journal.forms.answers import AnswerForm, NotAnswers
from journal.forms.fields import id_of
from journal.forms.prompts import seen_version
from journal.services.measures import answer_pages, answering, instruments, measure_choice
from journal.services.measures.answer_pages import AnswerPage
from journal.services.measures.answering import Kept, TypedAnswers
from journal.services.measures.definition import Item
from journal.services.refusals import AnswersRefused, MeasureMoved, MeasureRefused
from journal.services.safety import safety_page
from journal.signin import actor

bp = Blueprint("answering", __name__, url_prefix="/measures")
CHOOSE = "Choose the answer that fits best. You can also leave this one open: then nothing is added up at the end."


@bp.get("/<string:measure>/answer")
def show(measure: str) -> ResponseReturnValue:
    """What is said beforehand, or the question where it goes on; of what is finished there is no such page any more."""
    begun = id_of(request.args.get("of"))
    if answer_pages.finished(actor(), begun):
        return redirect(url_for("measures.result", record_id=begun), 303)
    page = answer_pages.page(actor(), measure)
    if page.warns and "go" not in request.args:
        return render_template("measures/before.html", page=page)
    return _page(
        page,
        request.args.get("at", page.first_unanswered, int),
        told=Told(still_open="open" in request.args, enters="at" not in request.args),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says beside its questions: why nothing was saved, what was chosen then, and what may be done.

    Who `enters` comes back to where they were and reads what is said before the questions; who goes on has read it.
    """

    error: str = ""
    status: int = 200
    given: Mapping[str, int] = field(default_factory=dict)
    may_leave: bool = False
    still_open: bool = False
    enters: bool = False


def _page(page: AnswerPage, number: int, told: Told) -> ResponseReturnValue:
    """One question, all of them, or the place after the last."""
    number = min(max(number, 1), len(page.asked) + 1)
    item = None if page.all_at_once else page.question(number)
    template = "all" if page.all_at_once else "question" if item else "end"
    chosen = {**page.answers, **told.given}
    return render_template(
        f"measures/{template}.html", page=page, number=number, item=item, told=told, chosen=chosen
    ), told.status  # fmt: skip


@bp.post("/answer")
def save() -> ResponseReturnValue:
    """Keeps what was answered and goes where the button says; what cannot be kept comes back as it was chosen."""
    form = AnswerForm()
    page = answer_pages.page(actor(), form.measure.data or "")
    if not form.validate():
        return _back(form, forms.NO_QUESTION, 400)
    item = None if form.is_whole() else page.question(form.number())
    try:
        typed = _typed(form, item)
        if _leaves_it_out(form, item, typed):
            return _back(form, CHOOSE, 400, may_leave=True)
        kept = _kept(form, typed)
    except MeasureMoved as moved:
        return _help_first(form, moved) or _back(form, str(moved), 409)
    except AnswersRefused:
        return _back(form, forms.NO_ANSWER, 400)
    except (NotAnswers, MeasureRefused) as refused:
        return _back(form, str(refused), 400)
    return _on(form, kept)


def _typed(form: AnswerForm, item: Item | None) -> TypedAnswers:
    instrument = instruments.find(actor().clinic_id, form.measure.data or "", form.definition.data or "")
    answers = forms.answers_of(instrument, request.form)
    if item is None or form.step.data not in (forms.SKIP, forms.LEAVE_OPEN):
        return form.typed(answers, frozenset())
    return form.typed({name: value for name, value in answers.items() if name != item.id}, frozenset((item.id,)))


def _leaves_it_out(form: AnswerForm, item: Item | None, typed: TypedAnswers) -> bool:
    """Whether somebody goes on from a question that wants an answer without giving one."""
    goes_on = form.step.data in (forms.NEXT, forms.FINISH) and item is not None
    return goes_on and item is not None and not item.optional and item.id not in typed.answers


def _kept(form: AnswerForm, typed: TypedAnswers) -> Kept | None:
    """What was kept; nothing where a page without an answer is left. Raises as `answering.finish` does."""
    step = form.step.data
    if step in (forms.ALL, forms.ONE):
        measure_choice.lay_out(actor(), all_at_once=step == forms.ALL)
    if step in (forms.FINISH, forms.AS_IT_IS):
        return answering.finish(actor(), typed, open_too=step == forms.AS_IT_IS)
    return answering.keep(actor(), typed) if typed.answers or typed.left else None


def _on(form: AnswerForm, kept: Kept | None) -> ResponseReturnValue:
    """Where it goes on; an answer that asks for a person leads to help first, whatever comes after."""
    then, asks = _place_after(form, kept), kept is not None and kept.asks_for_a_person
    if kept is not None and asks:
        then = f"/safety/{kept.id}?then={quote(then, safe='')}"
    if not wants_json():
        return redirect(then, 303)
    return {"version": kept.version if kept else 0, "id": str(kept.id) if kept else "", "go": then if asks else ""}


def _help_first(form: AnswerForm, moved: MeasureMoved) -> ResponseReturnValue | None:
    """The page with help, where an answer that cannot be kept asks for a person; going on from it sends the same once
    more, which then is given back."""
    if moved.asks_for_a_person is None or form.helped.data:
        return None
    if wants_json():
        return {"error": str(moved), "help": True}, 409
    measure = form.measure.data or ""
    page = safety_page.of_answer(actor(), moved.asks_for_a_person, measure)
    sent = {name: value for name, value in request.form.items() if name not in ("csrf_token", "helped")}
    then = url_for(".show", measure=measure, go="on")
    return render_template("safety/show.html", page=page, then=then, sent=sent), 409


def wants_json() -> bool:
    """Whether a script asked, which keeps answers as they are chosen."""
    return request.accept_mimetypes.best == "application/json"


def _place_after(form: AnswerForm, kept: Kept | None) -> str:
    step, number = form.step.data, form.number()
    if kept is not None and kept.finished:
        return url_for("measures.result", record_id=kept.id)
    if step == forms.STOP:
        return url_for("measures.index")
    if step == forms.FINISH and form.is_whole():
        return url_for(".show", measure=form.measure.data, go="on", open="yes", of=_begun(kept))
    if step in (forms.NEXT, forms.SKIP, forms.LEAVE_OPEN, forms.FINISH):
        number += 1
    elif step == forms.BACK:
        number = max(number - 1, 1)
    return url_for(".show", measure=form.measure.data, go="on", at=number, of=_begun(kept) or form.begun())


def _begun(kept: Kept | None) -> UUID | None:
    """The response that the next page goes on with; none where nothing is kept yet."""
    return kept.id if kept is not None and kept.version else None


def _back(form: AnswerForm, error: str, status: int, *, may_leave: bool = False) -> ResponseReturnValue:
    if wants_json():
        return {"error": error}, status
    page = answer_pages.page(actor(), form.measure.data or "")
    told = Told(error, status, forms.chosen(request.form), may_leave=may_leave)
    return _page(page, form.number(), told)


def given_back(_target: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page with what was chosen and not saved."""
    page = answer_pages.page(actor(), str(fields.get("measure", "")))
    return _page(page, seen_version(fields.get("at")), Told(error, given=forms.chosen(fields)))
