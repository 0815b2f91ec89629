"""Whether words are part of a patient's record: what the clinic says of chart, court, insurer, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from journal.extensions import db
from journal.markdown import render
from journal.models import Clinic
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.care import care
from journal.services.reflections import withdrawing, withdrawn
from journal.services.reflections.withdrawing import Rule
from journal.services.reflections.withdrawn import CopyRow

CHART = (
    "Ask before you share something you would not want there. In many places the notes and replies on a shared page "
    "count as part of a patient's record, and the shared page may as well. What you keep to yourself is in no chart "
    "of the clinic: it has no key to it."
)
COURT = (
    "A court can order a clinic to hand over what it can open. That is what you share and the notes on it, for as "
    "long as somebody at the clinic holds a key to it. What you keep to yourself the clinic cannot open; a court "
    "could ask you for it."
)
INSURER = (
    "Nothing is sent to an insurer from here. If an insurer asks the clinic for your record, what the clinic counts "
    "as part of it may be in the answer. Ask what the clinic sends, and whether it asks you first."
)


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """One question, and the clinic's answer; ours, and said to be so, where the clinic has not decided."""

    id: str
    question: str
    html: Markup
    is_decided: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """All that a patient is told of what is kept of their words, by whom and under whose keys."""

    clinic_name: str
    answers: tuple[RecordAnswer, ...]
    rule: Rule
    reader_names: tuple[str, ...]
    copies: tuple[CopyRow, ...]


def page(actor: Actor) -> RecordPage:
    """The page of the actor's clinic, and the copies it keeps of their words. Raises `NotAllowed`."""
    require(actor.who, Permission.REFLECTION_WRITE, About(actor.clinic_id, patient_id=actor.id))
    clinic = db.session.get_one(Clinic, actor.clinic_id)
    answers = (
        _answer("chart", "Is it in my chart?", clinic.record_chart, CHART),
        _answer("court", "Can a court or the police ask for it?", clinic.record_court, COURT),
        _answer("insurer", "Does an insurer see it?", clinic.record_insurer, INSURER),
    )
    readers = tuple(reader.name for reader in care.readers(actor.id))
    return RecordPage(clinic.name, answers, withdrawing.rule_of_clinic(clinic.id), readers, withdrawn.own(actor))


def _answer(name: str, question: str, said: str, otherwise: str) -> RecordAnswer:
    return RecordAnswer(name, question, render(said.strip() or otherwise), bool(said.strip()))
