"""Themes over time, for the patient and for the therapist, and the themes of the clinic's own."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.passages import ClinicThemeForm
from journal.services import questions
from journal.services.passages import theme_counts, theme_rows, themes
from journal.services.passages.passage_rows import SYMPTOM, THEME
from journal.services.refusals import ThemeRefused
from journal.signin import actor

bp = Blueprint("themes", __name__)


@bp.get("/themes")
def own() -> ResponseReturnValue:
    """The patient's own themes and tags over time, and the reflections that carry one of them."""
    shown = theme_counts.own(actor(), _asked(THEME), _asked(SYMPTOM))
    return render_template("themes/own.html", shown=shown)


@bp.get("/patients/<uuid:patient_id>/themes")
def of_patient(patient_id: UUID) -> ResponseReturnValue:
    """The themes on what a patient shares, and the reflections that carry one of them."""
    shown = theme_counts.of_patient(actor(), patient_id, _asked(THEME))
    return render_template("themes/of_patient.html", shown=shown)


def _asked(kind: str) -> str:
    return questions.read(actor(), request.args.get("asked", "")).get(kind, "")


@bp.get("/clinic/themes")
def of_clinic() -> ResponseReturnValue:
    """The themes of the clinic's own."""
    return _of_clinic(ClinicThemeForm(formdata=None))


def _of_clinic(form: ClinicThemeForm, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    cards = themes.cards(actor())
    return render_template(
        "themes/of_clinic.html", cards=cards, built_in=theme_rows.built_in(), form=form, error=error
    ), status


@bp.post("/clinic/themes")
def add() -> ResponseReturnValue:
    """Offers a theme from now on."""
    form = ClinicThemeForm()
    try:
        themes.add(actor(), form.name.data or "")
    except ThemeRefused as refused:
        return _of_clinic(form, str(refused), 400)
    pages.leave_notice("theme-made")
    return redirect(url_for(".of_clinic"), 303)


@bp.post("/clinic/themes/<uuid:theme_id>/retire")
def retire(theme_id: UUID) -> ResponseReturnValue:
    """Offers a theme no more."""
    themes.retire(actor(), theme_id)
    pages.leave_notice("theme-retired")
    return redirect(url_for(".of_clinic"), 303)
