"""Why a flag was opened, in plain words: for the clinician whose keys open it, and for the patient whose answer it was.

A question and its answers are told from their definition; what the patient reads first is of our data file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from journal.extensions import db
from journal.models import MeasureResponse, Person
from journal.services import sealed_records
from journal.services.measures import instruments, shipped
from journal.services.measures.definition import Instrument
from journal.services.safety.flags import ANSWER, ASKED, THERAPIST


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class CauseView:
    """A cause as it is read: a sentence, the words of who opened it, and where to read on."""

    kind: str
    sentence: str
    priority: bool
    about_id: UUID
    words: str = field(default="", repr=False)
    answers: tuple[Answered, ...] = field(default=(), repr=False)


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((files("journal") / "data" / "safety.json").read_text(encoding="utf-8"))
    return told


def never_scanned() -> str:
    """The sentence that no words are looked for."""
    return str(_told()["never_scanned"])


def in_words(said: dict[str, Any], author: str, patient: Person) -> CauseView:
    """A cause that was opened, for the clinic: an answer in the words of the definition it was given to."""
    instrument = _definition(said, patient)
    sentence = {
        ANSWER: f"An answer to {instrument.short_name if instrument else said['instrument']}.",
        ASKED: f"{author} asked to be contacted.",
        THERAPIST: f"{author} opened it, with this reason:",
    }[said["kind"]]
    answers = tuple(_answer(instrument, name, values) for name, values in said["answers"].items())
    return CauseView(said["kind"], sentence, said["priority"], UUID(said["about"]), said["words"], answers)


def _definition(said: dict[str, Any], patient: Person) -> Instrument | None:
    """The definition of that day, also of what is not offered any more; the newest there is where it is not known."""
    response = db.session.get(MeasureResponse, UUID(said["about"])) if said["instrument"] else None
    is_that = response is not None and response.patient_id == patient.id and response.instrument == said["instrument"]
    if response is not None and is_that and sealed_records.is_current(response):
        found = instruments.find(patient.clinic_id, response.instrument, response.definition_version)
        if found is not None:
            return found
    return shipped.newest(instruments.every()).get(said["instrument"])


def _answer(instrument: Instrument | None, name: str, values: list[int]) -> Answered:
    """One question with every answer it was given, the newest last."""
    item = instrument.item(name) if instrument else None
    told = [f"{label} ({value})" if (label := item.label_of(value) if item else "") else str(value) for value in values]
    return Answered(item.text if item else name.replace("_", " "), ", then ".join(told))


def heading(kind: str, instrument: str = "") -> str:
    """What the patient's page says first."""
    if kind == ASKED:
        return str(_told()["asked"])
    told: dict[str, str] = _told()["answers"]
    return told.get(instrument, told["other"]) if kind == ANSWER else told["other"]
