"""What the clinic is and tells its patients, for its manager: a page of facts, and a form for each section."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms import clinic as forms
from journal.forms.help_lines import HelpLinesForm
from journal.forms.opening_hours import OpeningHoursForm
from journal.forms.red_flags import RedFlagsForm
from journal.services.clinics import clinic_settings, opening_hours
from journal.services.clinics import help as help_service
from journal.services.clinics.clinic_settings import ClinicSettings
from journal.services.courses import courses
from journal.services.evaluations import evaluation_questions
from journal.services.people import deaths
from journal.services.refusals import SettingsMoved
from journal.services.safety import flag_counts
from journal.signin import actor

bp = Blueprint("clinic", __name__, url_prefix="/clinic")
MOVED = "Somebody changed these settings while you typed. Nothing was changed by you yet: compare, and save once more."


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the settings that is changed on one page."""

    heading: str
    form: type[forms.SectionForm]


SECTIONS = {
    "place": Section("Name and place", forms.PlaceForm),
    "hours": Section("Hours and phone", forms.HoursForm),
    "opening-hours": Section("Opening hours", OpeningHoursForm),
    "reading": Section("When reflections are read", forms.ReadingForm),
    "help-lines": Section("Help lines", HelpLinesForm),
    "safety": Section("Safety flags", forms.SafetyForm),
    "adults": Section("Adults only", forms.AdultsForm),
    "idle": Section("Idle sign-ins", forms.IdleForm),
    "withdrawing": Section("Withdrawing", forms.WithdrawingForm),
    "limits": Section("Limits of the session log", forms.LimitsForm),
    "red-flags": Section("Red flags", RedFlagsForm),
    "record": Section("Is this part of my record?", forms.RecordForm),
}
_TEMPLATES: dict[type[forms.SectionForm], str] = {HelpLinesForm: "help_lines", RedFlagsForm: "red_flags"}


@bp.get("")
def show() -> ResponseReturnValue:
    """Everything the clinic has set."""
    settings = clinic_settings.settings(actor())
    country = help_service.for_country(settings.values["country"])
    return render_template(
        "clinic/show.html", settings=settings, clinic=settings.values, country=country, deaths=deaths.waiting(actor()),
        built_in_flags=evaluation_questions.built_in_flags(), week=opening_hours.told(settings.values["open_hours"]),
        overdue_after=opening_hours.in_words(settings.values["flag_hours"], settings.values["open_hours"]),
        templates=courses.templates(actor()), flag_counts=flag_counts.of_clinic(actor()),
    )  # fmt: skip


@bp.get("/<section>")
def edit(section: str) -> ResponseReturnValue:
    """The form of one section."""
    settings = clinic_settings.settings(actor())
    form = _section(section).form(formdata=None, data={**settings.values, "version": settings.version})
    return _page(section, form, settings)


@bp.post("/<section>")
def change(section: str) -> ResponseReturnValue:
    """Keeps one section; what cannot be kept is given back with a word beside it."""
    settings = clinic_settings.settings(actor())
    form = _section(section).form()
    if not form.validate_on_submit():
        return _page(section, form, settings, status=400)
    try:
        clinic_settings.change(actor(), form.seen(), form.values())
    except SettingsMoved:
        return _page(section, form, settings, error=MOVED, status=409)
    pages.leave_notice("clinic-changed")
    return redirect(url_for(".show", _anchor=section), 303)


def _section(name: str) -> Section:
    if name not in SECTIONS:
        abort(404)
    return SECTIONS[name]


def _page(
    name: str, form: forms.SectionForm, settings: ClinicSettings, *, error: str = "", status: int = 200
) -> ResponseReturnValue:
    form.version.data, form.version.raw_data = str(settings.version), None
    if isinstance(form, HelpLinesForm):
        form.offer_rows(settings.values["country"])
    if isinstance(form, RedFlagsForm):
        form.offer_rows()
    template = f"clinic/{_TEMPLATES.get(type(form), 'change')}.html"
    heading = SECTIONS[name].heading
    return render_template(template, form=form, section=name, heading=heading, error=error), status
