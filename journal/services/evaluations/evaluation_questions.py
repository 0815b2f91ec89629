"""What an evaluation asks: its sections and questions as they stand in the data file, and the red flags built in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from journal.permissions import NotAllowed
from journal.services.actor import Actor

PATIENT, CLINIC, BOTH = "patient", "clinic", "both"
ANSWERS, TREATMENTS, FLAGS = "answers", "treatments", "flags"
WHO_FILLS = {PATIENT: "The patient", CLINIC: "The clinic", BOTH: "The patient and the clinic"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question, answered in words or left open."""

    key: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the evaluation: who fills it in, and what it asks."""

    key: str
    title: str
    kind: str
    by: str
    about: tuple[str, ...]
    questions: tuple[Question, ...]
    optional: bool = False

    def is_filled_by(self, actor: Actor) -> bool:
        """Whether the actor is one of those who fill it in."""
        return self.by == BOTH or (self.by == PATIENT) is (actor.role == "patient")

    @property
    def who_fills(self) -> str:
        """Who fills it in, in words."""
        return WHO_FILLS[self.by]


@dataclass(frozen=True, slots=True)
class FlagQuestion:
    """One red flag as it is asked."""

    code: str
    text: str
    hint: str = ""


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((files("journal") / "data" / "evaluation.json").read_text(encoding="utf-8"))
    return told


@cache
def sections() -> tuple[Section, ...]:
    """Every section, in its order."""
    return tuple(_section(each) for each in _told()["sections"])


def _section(told: dict[str, Any]) -> Section:
    questions = tuple(Question(**each) for each in told["questions"])
    return Section(**{**told, "about": tuple(told["about"]), "questions": questions})


def section(key: str, kind: str = "") -> Section:
    """One section, of a kind where that is asked. Raises `NotAllowed` where there is none."""
    found = next((each for each in sections() if each.key == key and kind in ("", each.kind)), None)
    if found is None:
        raise NotAllowed
    return found


def after(actor: Actor, key: str) -> str:
    """The section after this one that the actor fills in; empty after the last."""
    mine = [each.key for each in sections() if each.is_filled_by(actor)]
    place = mine.index(key) + 1 if key in mine else len(mine)
    return mine[place] if place < len(mine) else ""


@cache
def keys() -> tuple[str, ...]:
    """The names of all questions that are answered in words."""
    return tuple(question.key for each in sections() for question in each.questions)


@cache
def built_in_flags() -> tuple[FlagQuestion, ...]:
    """The red flags that every clinic asks."""
    return tuple(FlagQuestion(**each) for each in _told()["flags"])
