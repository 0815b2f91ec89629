"""Sections whose work comes later: each says what will be here."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from journal.signin import actor
from journal.views import own_sessions, session_records

bp = Blueprint("sections", __name__)


@dataclass(frozen=True, slots=True)
class Section:
    """An empty section, and whose it is."""

    heading: str
    roles: tuple[str, ...]
    sentences: tuple[str, ...]


CARE = ("therapist", "prescriber", "nurse")
SECTIONS = {
    "measures": Section(
        "Measures", ("patient", "therapist"),
        ("Questionnaires your clinic asks for are listed here, and how the answers change over time.",
         "None has been asked for so far."),
    ),
}  # fmt: skip


def _shown(name: str) -> ResponseReturnValue:
    section = SECTIONS[name]
    if actor().role not in section.roles:
        abort(404)
    return render_template("sections/empty.html", heading=section.heading, sentences=section.sentences)


@bp.get("/sessions")
def sessions() -> ResponseReturnValue:
    """Dosing sessions: a patient's own, and for the treatment team those of their patients."""
    if actor().role == "patient":
        return own_sessions.index()
    return session_records.index() if actor().role in CARE else abort(404)


@bp.get("/measures")
def measures() -> ResponseReturnValue:
    """Questionnaires and their course."""
    return _shown("measures")
