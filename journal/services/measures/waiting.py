"""What waits to be answered by a patient: what the clinic's cadence brings, and what a clinician asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from journal import clock
from journal.services.actor import Actor
from journal.services.care import decisions
from journal.services.measures import answer_rows, asks, instruments, measure_choice, overlaps
from journal.services.measures.definition import TOTAL, Instrument

AFTER_EFFECTS = "after_effects"  # the one thing that is offered on a day of rest: a minute, and no score


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
    def is_short(self) -> bool:
        """Whether it is a matter of a minute."""
        return len(self.instrument.asked) <= 5

    @property
    def about(self) -> str:
        """What it takes, in words."""
        count = len(self.instrument.items)
        return f"{count} short questions" if count <= 5 else f"{count} questions"


def of_patient(actor: Actor) -> list[Waiting]:
    """What waits for the actor, who has been asked who they are; what they put aside this time is left out."""
    today, offered = answer_rows.day_at(actor), instruments.of_clinic(actor.clinic_id)
    found: dict[str, Waiting] = {}
    for each in asks.open_of(actor, actor.id):
        known = offered.get(each.instrument)
        if known is not None and known.kind != TOTAL:
            overdue = each.due_on if each.due_on < today else None
            found[known.id] = Waiting(known, each.due_on, overdue, "", each.author, each.words)
    last, open_now = overlaps.last_days(actor.id), {each.row.instrument for each in answer_rows.all_begun(actor)}
    waits = (
        replace(
            each, overlap=overlaps.words(each.instrument, last.get(each.instrument.id), today),
            is_begun=each.instrument.id in open_now,
        )
        for each in found.values()
    )  # fmt: skip
    return sorted(waits, key=lambda each: (each.due_on, each.instrument.title))


def nudge(actor: Actor) -> Waiting | None:
    """The one thing Today may speak of, if any: after-effects alone on a day of rest, nothing once it was put off."""
    quiet_until = measure_choice.of_patient(actor.clinic_id, actor.id).quiet_until
    if quiet_until is not None and clock.now() < quiet_until:
        return None
    return _first(of_patient(actor), rests=not decisions.may_decide(actor.id))


def _first(waits: Iterable[Waiting], *, rests: bool) -> Waiting | None:
    return next((each for each in waits if not rests or each.instrument.id == AFTER_EFFECTS), None)
