"""Why a flag was opened, in plain words: for the clinician whose keys open it, and for the patient whose answer it was.

Its words are those of our data file; a question is told by its number, never in an instrument's wording."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from journal.services.safety.flags import ANSWER, ASKED, THERAPIST


@dataclass(frozen=True, slots=True)
class CauseView:
    """A cause as it is read: a sentence, the words of who opened it, and where to read on."""

    kind: str
    sentence: str
    priority: bool
    about_id: UUID
    words: str = field(default="", repr=False)


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((files("journal") / "data" / "safety.json").read_text(encoding="utf-8"))
    return told


def never_scanned() -> str:
    """The sentence that no words are looked for."""
    return str(_told()["never_scanned"])


def in_words(said: dict[str, Any], author: str) -> CauseView:
    """A cause that was opened, for the clinic."""
    sentence = {ANSWER: _answer, ASKED: _asked, THERAPIST: _reason}[said["kind"]](said, author)
    return CauseView(said["kind"], sentence, said["priority"], UUID(said["about"]), said["words"])


def _answer(said: dict[str, Any], _author: str) -> str:
    told = _told()["answers"].get(said["instrument"], _told()["answers"]["other"])
    values, item = said["values"], said["item"].replace("_", " ")
    value = f", answered {values[-1]}" if values else ""
    before = f" (first {', then '.join(map(str, values[:-1]))})" if len(values) > 1 else ""
    return str(told["clinic"]).format(instrument=said["instrument"], item=item) + value + before + "."


def _asked(_said: dict[str, Any], author: str) -> str:
    return f"{author} asked to be contacted."


def _reason(_said: dict[str, Any], author: str) -> str:
    return f"{author} opened it, with this reason:"


def heading(kind: str, instrument: str = "") -> str:
    """What the patient's page says first."""
    if kind == ASKED:
        return str(_told()["asked"])
    if kind != ANSWER:
        return str(_told()["answers"]["other"]["patient"])
    return str(_told()["answers"].get(instrument, _told()["answers"]["other"])["patient"])
