"""What waits to be answered by a patient: what the clinic's cadence brings, and what a clinician asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from journal import clock, spans
from journal.services.actor import Actor
from journal.services.measures import answer_rows, asks, due, instruments, measure_choice
from journal.services.measures.asks import Ask
from journal.services.measures.definition import TOTAL, Instrument
from journal.services.measures.due_rules import Due

SHORT = 5  # so many are a matter of a minute


@dataclass(frozen=True, slots=True)
class Waiting:
    """One measure that can be answered now; it can wait, and `overdue_from` is told once and plainly."""

    instrument: Instrument
    due_on: date
    overdue_from: date | None = None
    reason: str = ""
    asked_by: str = ""
    words: str | None = field(repr=False, default=None)
    overlap: str = ""
    is_begun: bool = False

    @property
    def about(self) -> str:
        """What it takes, in words."""
        count = len(self.instrument.items)
        return f"{spans.number_in_words(count)}{' short' if count <= SHORT else ''} questions"


def of_patient(actor: Actor) -> list[Waiting]:
    """What waits for the actor, who has been asked who they are, what is overdue first; what they left this time is not
    among it, and on a day of rest only what is quiet."""
    offered, left = instruments.of_clinic(actor.clinic_id), asks.declined(actor.id)
    asked = {each.id: each for each in asks.open_of(actor, actor.id)}
    open_now = {each.row.instrument for each in answer_rows.all_begun(actor)}
    found = [
        each for each in due.of_patient(actor, actor.id) if each.ask_id or (each.instrument, each.due_on) not in left
    ]
    return [
        _waiting(each, offered[each.instrument], _of(asked, each), is_begun=each.instrument in open_now)
        for each in found
        if offered[each.instrument].kind != TOTAL
    ]  # fmt: skip


def _of(asked: dict[UUID, Ask], each: Due) -> Ask | None:
    return asked.get(each.ask_id) if each.ask_id else None


def _waiting(each: Due, instrument: Instrument, asked: Ask | None, *, is_begun: bool) -> Waiting:
    return Waiting(
        instrument, each.due_on, each.due_on if each.is_overdue else None, each.reason,
        asked.author if asked else "", asked.words if asked else None, each.overlap, is_begun,
    )  # fmt: skip


def nudge(actor: Actor) -> Waiting | None:
    """The one thing Today may speak of, if any; nothing once it was put off."""
    quiet_until = measure_choice.of_patient(actor.clinic_id, actor.id).quiet_until
    if quiet_until is not None and clock.now() < quiet_until:
        return None
    return next(iter(of_patient(actor)), None)
