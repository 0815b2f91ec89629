"""How long what was reached after a session lasts: weeks at response, and its first loss. Pure; dates and totals only.

Sources: clinical.md 1.4 and 3.1. Trials tell when a response was lost (a median of 27.5 days, Feder 2021) and who still
responds at 4 and 8 weeks (about 80% and 60%, McInnes 2022); response and the smallest change that matters are those of
the instrument's file. That a loss must show twice is our own rule: one answer alone can be noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from journal.services.measures import changes
from journal.services.measures.definition import Instrument


class Scored(Protocol):
    """An answer with a total, and its day."""

    @property
    def on(self) -> date:
        """The day it was given."""

    @property
    def total(self) -> int:
        """What it added up to."""


@dataclass(frozen=True, slots=True)
class Response:
    """A run of answers at response after the last session.

    It begins with the first such answer on a day after the session (`begun_on`) and ends with the last one before an
    answer that is not at response (`until`); that answer is its first loss (`lost_on`, none while it holds). Weeks are
    the whole weeks between the two ends: what lies after the last answer is not known and not counted."""

    begun_on: date
    until: date
    lost_on: date | None

    @property
    def weeks(self) -> int:
        """Whole weeks from its first answer to its last."""
        return (self.until - self.begun_on).days // 7


@dataclass(frozen=True, slots=True)
class Rise:
    """A rise from the best total after the last session by at least the smallest change that matters.

    `on` is the day of its first answer. It is `sustained` where the answer after that lies as far above the same best;
    where none followed yet, it has shown once so far."""

    on: date
    total: int
    best: int
    sustained: bool


@dataclass(frozen=True, slots=True)
class Durability:
    """What can be said of the time after the last session; `best` is the best total on a later day."""

    days_since: int
    answers: int
    best: int | None
    response: Response | None
    rise: Rise | None

    @property
    def weeks_since(self) -> int:
        """Whole weeks since the session."""
        return self.days_since // 7


def of(
    instrument: Instrument, baseline: int | None, answers: Sequence[Scored], session_on: date, today: date
) -> Durability:
    """The durability after the session of a day, from all scored answers in the order of their days. Answers of the
    day of the session itself and of days before it count for nothing here."""
    after = [each for each in answers if each.on > session_on]
    totals = [each.total for each in after]
    best = (min if instrument.higher_is_worse else max)(totals) if totals else None
    return Durability(
        max((today - session_on).days, 0), len(after), best, response(instrument, baseline, after),
        first_rise(instrument, after),
    )  # fmt: skip


def response(instrument: Instrument, baseline: int | None, after: Sequence[Scored]) -> Response | None:
    """The first run of answers at response, where the file says what a response is and there is a baseline."""
    if baseline is None or not changes.has_response(instrument):
        return None
    at = [changes.is_response(instrument, baseline, each.total) for each in after]
    if True not in at:
        return None
    begin = at.index(True)
    end = at.index(False, begin) if False in at[begin:] else len(after)
    return Response(after[begin].on, after[end - 1].on, after[end].on if end < len(after) else None)


def first_rise(instrument: Instrument, after: Sequence[Scored]) -> Rise | None:
    """The first sustained rise from the best so far; or one that has shown in the newest answer alone."""
    least = limit(instrument)
    if least is None or not after:
        return None
    best = after[0].total
    for place, each in enumerate(after):
        if changes.rise(instrument, best, each.total) < 0:
            best = each.total
        if changes.rise(instrument, best, each.total) >= least:
            follows = after[place + 1 : place + 2]
            if not follows or changes.rise(instrument, best, follows[0].total) >= least:
                return Rise(each.on, each.total, best, sustained=bool(follows))
    return None


def limit(instrument: Instrument) -> int | None:
    """By how many points a rise counts as one: the smallest change that matters, or else the reliable one."""
    change = instrument.change
    return change.mcid if change.mcid is not None else change.reliable
