"""What is due: pure over the facts of a course. Nothing is asked twice for the same days without saying so.

Of the points of one instrument only the newest that is open is asked; what was missed stays missed. An instrument is
never asked sooner than its smallest interval, and a short one not while the longer one it belongs to is. On a dosing
day everything waits, but for what takes a minute and asks for no decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from journal import spans
from journal.services.measures.cadence import Cadence
from journal.services.measures.definition import TOTAL, Instrument
from journal.services.measures.due_points import Answered, Asked, Facts, Occurrence, occurrences

ASKED = "asked"
ASKED_REASON = "Your clinic asks for this"
Offered = Mapping[str, Instrument]


@dataclass(frozen=True, slots=True)
class Due:
    """One instrument to answer: from which day on, after which day it is overdue, and why in words.

    `overlap` says where it covers days that an earlier answer covers. A `quiet` one is offered on a dosing day and
    never followed by a score."""

    instrument: str
    point: str
    due_on: date
    overdue_after: date
    reason: str
    overlap: str = ""
    quiet: bool = False
    is_overdue: bool = False
    ask_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FellDue:
    """That an instrument came to be due on a day, and whether it was answered in its time; none while there is time."""

    instrument: str
    on: date
    in_time: bool | None


def due(cadence: Cadence, offered: Offered, facts: Facts) -> tuple[Due, ...]:
    """What is to be answered now, what is overdue first."""
    found: dict[str, Due] = {}
    for occurrence in occurrences(cadence, facts):
        if occurrence.opens <= facts.now < occurrence.closes and (occurrence.point.quiet or not facts.rests):
            found |= {each.instrument: each for each in _open(occurrence, offered, facts)}
    if not facts.rests:
        found |= {each.instrument: _asked(each, offered, facts) for each in facts.asked if each.instrument in offered}
    kept = [each for each in found.values() if each.ask_id or not _has_longer(each, offered, found)]
    return tuple(sorted(kept, key=lambda each: (not each.is_overdue, each.due_on, each.instrument)))


def fell_due(cadence: Cadence, offered: Offered, facts: Facts, first: date, last: date) -> Iterator[FellDue]:
    """What came to be due from one day to another, each time, with what became of it."""
    for occurrence in occurrences(cadence, facts):
        if first <= facts.day(occurrence.opens) <= last and occurrence.opens <= facts.now:
            yield from _fallen(occurrence, offered, facts)


def _open(occurrence: Occurrence, offered: Offered, facts: Facts) -> Iterator[Due]:
    for name in occurrence.point.measures:
        instrument = offered.get(name)
        if instrument is None or instrument.kind == TOTAL:
            continue
        answers = _answers(instrument, facts)
        days = (
            None
            if any(_meets(each, occurrence, facts) for each in answers)
            else _days(occurrence, answers, facts, instrument)
        )
        if days is not None and days[0] <= facts.today:
            yield _due(instrument, occurrence, days, facts)


def _due(instrument: Instrument, occurrence: Occurrence, days: tuple[date, date], facts: Facts) -> Due:
    point, (due_on, overdue_after) = occurrence.point, days
    return Due(
        instrument.id, point.code, due_on, overdue_after, point.reason, _overlap(instrument, facts), point.quiet,
        is_overdue=facts.today > overdue_after,
    )  # fmt: skip


def _asked(asked: Asked, offered: Offered, facts: Facts) -> Due:
    instrument = offered[asked.instrument]
    return Due(
        instrument.id, ASKED, asked.due_on, asked.due_on, ASKED_REASON, _overlap(instrument, facts),
        is_overdue=facts.today > asked.due_on, ask_id=asked.id,
    )  # fmt: skip


def _answers(instrument: Instrument, facts: Facts) -> list[Answered]:
    """When it was answered, or the longer one that holds its questions."""
    names = {instrument.id, instrument.follow_up.instrument if instrument.follow_up else instrument.id}
    return [each for each in facts.answers if each.instrument in names]


def _meets(answer: Answered, occurrence: Occurrence, facts: Facts) -> bool:
    """Whether an answer was given at this point; its day may be another one where the person was."""
    return answer.on >= facts.day(occurrence.opens) or (answer.at is not None and answer.at >= occurrence.opens)


def _days(
    occurrence: Occurrence, answers: list[Answered], facts: Facts, instrument: Instrument
) -> tuple[date, date] | None:
    """From when it is asked and after when it is overdue, moved on where it was answered shortly before; none where
    nothing is left of its time then."""
    opens, overdue = facts.day(occurrence.opens), facts.day(occurrence.overdue)
    last = max((day for each in answers if (day := facts.day_of(each)) <= facts.today), default=None)
    due_on = opens if last is None else max(opens, last + timedelta(days=instrument.min_interval_days))
    if due_on > opens and due_on >= facts.day(occurrence.closes):
        return None
    return due_on, max(overdue, opens) + (due_on - opens)


def _overlap(instrument: Instrument, facts: Facts) -> str:
    """That some days are covered twice, in words; empty where none are."""
    last = max((facts.day_of(each) for each in facts.answers if each.instrument == instrument.id), default=None)
    ago = (facts.today - last).days if last else instrument.recall_days
    if instrument.recall_days < 2 or not 0 <= ago < instrument.recall_days:
        return ""
    when = "today" if ago == 0 else f"{spans.counted(ago, 'day')} ago"
    return f"It asks about the {instrument.recall_text} and was answered {when}, so some days are in both answers."


def _has_longer(each: Due, offered: Offered, found: Mapping[str, Due]) -> bool:
    longer = offered[each.instrument].follow_up
    return longer is not None and longer.instrument in found


def _fallen(occurrence: Occurrence, offered: Offered, facts: Facts) -> Iterator[FellDue]:
    for name in occurrence.point.measures:
        instrument = offered.get(name)
        if instrument is None or instrument.kind == TOTAL:
            continue
        answers = _answers(instrument, facts)
        before = [each for each in answers if not _meets(each, occurrence, facts)]
        days = _days(occurrence, before, facts, instrument)
        if days is not None:
            given = any(_meets(each, occurrence, facts) and facts.day_of(each) <= days[1] for each in answers)
            yield FellDue(name, days[0], in_time=True if given else None if facts.today <= days[1] else False)
