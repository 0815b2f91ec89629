"""Red flags as they stand: what was answered, who signed what, and whether each still holds back a clearance.

Only the last word counts: a signature holds until the answer changes. What was once a yes, or was ever signed, holds
until a prescriber signs, whatever is answered later. What was never asked holds as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import RedFlag
from journal.services.actor import Actor
from journal.services.evaluations import clinic_flags, evaluation_rows
from journal.services.evaluations.evaluation_questions import FlagQuestion
from journal.services.evaluations.evaluation_rows import Found
from journal.services.people import people

YES, NO, UNSURE = "yes", "no", "unsure"
ANSWERS = {NO: "No", YES: "Yes", UNSURE: "Not sure"}
ANSWERED, CLEARED = "answered", "cleared"
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FlagAct:
    """One answer, or one signature with its reason."""

    what: str
    answer: str
    words: str
    asked_as: str
    by: UUID
    author: str
    at: datetime

    @property
    def in_words(self) -> str:
        """What was done, in a word or two."""
        return "Cleared" if self.what == CLEARED else ANSWERS[self.answer]


@dataclass(frozen=True, slots=True)
class FlagView:
    """One red flag of a patient as it stands. `seen` counts what was done to it, which a form carries along."""

    code: str
    text: str
    hint: str
    is_asked: bool
    acts: tuple[FlagAct, ...]
    closed: bool
    lost: bool
    raised: bool

    @property
    def seen(self) -> int:
        """How much was done to it."""
        return len(self.acts)

    @property
    def answer(self) -> FlagAct | None:
        """The newest answer."""
        return next((act for act in reversed(self.acts) if act.what == ANSWERED), None)

    @property
    def signature(self) -> FlagAct | None:
        """The signature that counts: the last word on it."""
        return self.acts[-1] if self.acts and self.acts[-1].what == CLEARED else None

    @property
    def holds(self) -> bool:
        """Whether it holds back a clearance."""
        if self.closed or self.lost or self.answer is None:
            return True
        return self.signature is None and (self.was_raised or self.answer.answer != NO)

    @property
    def was_raised(self) -> bool:
        """Whether only a signature can let it go: it was a yes, or was signed, or nobody knows what it was."""
        return self.raised or any(act.what == CLEARED or act.answer == YES for act in self.acts)

    @property
    def state(self) -> str:
        """How it stands, in words."""
        if self.closed:
            return "Does not open"
        if self.lost:
            return "Not where it was"
        if self.answer is None:
            return "Not asked yet"
        if self.signature:
            return "Cleared"
        return "Open" if self.holds else "Answered no"


def of_patient(actor: Actor, patient_id: UUID) -> tuple[FlagView, ...]:
    """Every red flag that is asked, and those asked before that still hold; the caller has asked whether the actor may
    read."""
    asked = {each.code: each for each in clinic_flags.asked(actor.clinic_id).flags}
    others = set(db.session.scalars(select(RedFlag.flag).where(RedFlag.patient_id == patient_id))) - set(asked)
    found = evaluation_rows.once(actor, RedFlag, patient_id, [*asked, *sorted(others)])
    names = people.names(actor.clinic_id, _authors(found.values()))
    shown = (view(code, asked.get(code), each, names) for code, each in found.items())
    return tuple(each for each in shown if each.is_asked or each.holds)


def _authors(found: Iterable[Found[RedFlag]]) -> set[UUID]:
    return {UUID(act["by"]) for each in found for act in (each.value or {}).get("acts", ())}


def view(code: str, asked: FlagQuestion | None, found: Found[RedFlag], names: Mapping[UUID, str]) -> FlagView:
    """One flag from its record; one that is not asked any more is told in the words it was answered to."""
    value = found.value or {}
    acts = tuple(_act(each, names) for each in value.get("acts", ()))
    text, hint = (asked.text, asked.hint) if asked else (_asked_as(acts), "")
    return FlagView(
        code, text, hint, asked is not None, acts, found.closed, found.lost, bool(value.get("raised"))
    )  # fmt: skip


def _asked_as(acts: Sequence[FlagAct]) -> str:
    return next((act.asked_as for act in reversed(acts) if act.asked_as), "A question that is not asked any more")


def _act(told: Told, names: Mapping[UUID, str]) -> FlagAct:
    by = UUID(told["by"])
    return FlagAct(
        told["what"], told.get("answer", ""), told["words"], told.get("asked_as", ""), by,
        names.get(by, people.UNREADABLE_NAME), datetime.fromisoformat(told["at"]),
    )  # fmt: skip
