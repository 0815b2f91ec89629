"""Themes, tags and what is to be brought, set on the pages of a reflection."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.fields import id_of
from journal.forms.passages import SymptomsForm, ThemeForm, WordsForm
from journal.services.passages import brought, passages
from journal.services.refusals import PassageRefused
from journal.signin import actor
from journal.views import reflections, review

bp = Blueprint("passages", __name__)


@bp.post("/reflections/<uuid:reflection_id>/themes")
def put_theme(reflection_id: UUID) -> ResponseReturnValue:
    """The patient puts a theme; what is refused comes back as it was typed."""
    refusal = _put_theme(reflection_id, "patient")
    if refusal:
        return reflections.page(reflection_id, error=refusal, apart=_given("theme"), status=400)
    return redirect(url_for("reflections.show", reflection_id=reflection_id, _anchor="themes"), 303)


@bp.post("/review/<uuid:reflection_id>/themes")
def put_theme_in_review(reflection_id: UUID) -> ResponseReturnValue:
    """The therapist puts a theme; what is refused comes back as it was typed."""
    refusal = _put_theme(reflection_id, "therapist")
    if refusal:
        return review.page(reflection_id, error=refusal, status=400, apart=_given("theme"))
    return redirect(url_for("review.show", reflection_id=reflection_id, _anchor="themes"), 303)


def _put_theme(reflection_id: UUID, role: str) -> str | None:
    """Puts it, or says why not; each of the two does so on the page that is theirs."""
    if actor().role != role:
        abort(404)
    form = ThemeForm()
    if not form.validate():
        return str(next(iter(form.errors.values()))[0])
    try:
        passages.put_theme(actor(), reflection_id, form.theme.data or "", form.typed())
    except PassageRefused as refused:
        return str(refused)
    pages.leave_notice("theme-put")
    return None


def _given(form: str, fields: dict[str, Any] | None = None) -> dict[str, Any]:
    return {**(request.form.to_dict() if fields is None else fields), "form": form}


@bp.post("/reflections/<uuid:reflection_id>/symptoms")
def set_symptoms(reflection_id: UUID) -> ResponseReturnValue:
    """Keeps the ticked tags, for their writer alone."""
    form = SymptomsForm()
    try:
        passages.set_symptoms(actor(), reflection_id, form.symptoms.data or [])
    except PassageRefused as refused:
        return reflections.page(reflection_id, error=str(refused), status=400)
    pages.leave_notice("tags-kept")
    return redirect(url_for("reflections.show", reflection_id=reflection_id, _anchor="tags"), 303)


@bp.post("/reflections/<uuid:reflection_id>/bring")
def bring(reflection_id: UUID) -> ResponseReturnValue:
    """Sets apart what the patient wants to bring; what is refused comes back as it was typed."""
    form = WordsForm()
    refusal = None if form.validate() else "Something in this form is not as it was. Try once more."
    try:
        if refusal is None:
            passages.bring(actor(), reflection_id, form.typed())
    except PassageRefused as refused:
        refusal = str(refused)
    if refusal:
        return reflections.page(reflection_id, error=refusal, apart=_given("bring"), status=400)
    pages.leave_notice("brought")
    return redirect(url_for("reflections.show", reflection_id=reflection_id, _anchor="bring"), 303)


@bp.post("/passages/<uuid:passage_id>/remove")
def remove(passage_id: UUID) -> ResponseReturnValue:
    """Takes back what one has set apart."""
    reflection_id = passages.remove(actor(), passage_id, id_of(request.form.get("reflection_id")))
    pages.leave_notice("passage-removed")
    if request.form.get("back") == "today":
        return redirect(url_for("home.home"), 303)
    page = "reflections.show" if actor().role == "patient" else "review.show"
    return redirect(url_for(page, reflection_id=reflection_id), 303)


@bp.post("/passages/<uuid:passage_id>/spoken-about")
def close(passage_id: UUID) -> ResponseReturnValue:
    """What was brought was spoken about."""
    row = brought.close(actor(), passage_id)
    pages.leave_notice("spoken-about")
    if request.form.get("back") == "review":
        return redirect(url_for("review.show", reflection_id=row.reflection_id), 303)
    return redirect(url_for("patients.show", patient_id=row.patient_id), 303)


@bp.post("/passages/<uuid:passage_id>/spoken-about/undo")
def reopen(passage_id: UUID) -> ResponseReturnValue:
    """It was not, after all."""
    row = brought.reopen(actor(), passage_id)
    pages.leave_notice("not-spoken-about")
    return redirect(url_for("review.show", reflection_id=row.reflection_id), 303)


def theme_given_back(reflection_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page of a reflection with a theme that was not put."""
    return reflections.page(reflection_id, error=error, apart=_given("theme", fields))


def theme_in_review_given_back(reflection_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The reading page with a theme that was not put."""
    return review.page(reflection_id, error=error, apart=_given("theme", fields))


def bring_given_back(reflection_id: UUID, fields: dict[str, Any], error: str) -> ResponseReturnValue:
    """The page of a reflection with words that were to be brought."""
    return reflections.page(reflection_id, error=error, apart=_given("bring", fields))
