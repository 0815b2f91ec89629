"""A patient's own measures in a journal that is taken along: each question in its exact wording, with its licence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from journal import clock
from journal.services.actor import Actor
from journal.services.care import decisions
from journal.services.measures import instruments, measure_choice, responses
from journal.services.measures.definition import Instrument
from journal.services.measures.responses import Response

_STATES = (responses.BEGUN, *responses.FINISHED)
REST = "Points are left out on a day of rest after a session. Taken along on another day, they are in it."
OFF = "Points are left out, because they are turned off under Measures."


@dataclass(frozen=True, slots=True)
class TakenMeasures:
    """Responses that open, each with the definition it was given to, how many do not open, and why no points stand
    there, if none do."""

    opened: tuple[tuple[Response, Instrument | None], ...] = ()
    closed: int = 0
    without_points: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    question: str
    words: str
    value: int = field(repr=False)


def own(actor: Actor) -> TakenMeasures:
    """The actor's own, oldest first, as their pages show them: without points on a day of rest or where they turned
    them off, and without what the clinic entered of itself; the caller has asked."""
    rows = [row for row in responses.rows_of(actor.id, _STATES) if row.source != responses.CLINIC]
    why = _without_points(actor)
    opened = [replace(each, total=None) if why else each for each in responses.opened(actor, rows)]
    pairs = ((each, instruments.find(actor.clinic_id, each.instrument, each.definition_version)) for each in opened)
    return TakenMeasures(tuple(pairs), len(rows) - len(opened), why)


def _without_points(actor: Actor) -> str:
    """Why no points are told now; empty where they are. Whoever takes a journal along on a day of rest gets all of
    their words: only the sums wait."""
    if not decisions.may_decide(actor.id):
        return REST
    return "" if measure_choice.shows(actor) else OFF


def for_machines(taken: TakenMeasures) -> dict[str, Any]:
    """The responses as `journal.json` holds them."""
    told = [_machine(*each) for each in taken.opened]
    return {
        "measures": told, "measures_that_cannot_be_opened": taken.closed,
        "measures_without_points": taken.without_points or None,
    }  # fmt: skip


def _machine(said: Response, instrument: Instrument | None) -> dict[str, Any]:
    return {
        "measure": said.instrument, "definition_version": said.definition_version,
        "title": instrument.title if instrument else None, "notice": instrument.notice if instrument else None,
        "answered_at": said.answered_at.isoformat(timespec="seconds"), "answered_on": said.answered_on.isoformat(),
        "state": said.state, "source": said.source, "total": said.total, "values": dict(said.answers),
        "answers": [{"question": each.question, "answer": each.words} for each in _answers(said, instrument)],
    }  # fmt: skip


def _answers(said: Response, instrument: Instrument | None) -> Iterator[_Answer]:
    """The answers in the order of the questions, in the wording of the definition they were given to."""
    for item in instrument.asked if instrument else ():
        if item.id in said.answers:
            value = said.answers[item.id]
            label = item.label_of(value)
            yield _Answer(item.text, str(value) if item.scale or not label else label, value)


def for_people(taken: TakenMeasures, zone: ZoneInfo) -> Iterator[str]:
    """The responses as `journal.md` tells them, with each licence once at the end."""
    if taken.opened:
        yield "\n## Measures\n"
        yield f"\n{taken.without_points}\n" if taken.without_points else ""
    for said, instrument in taken.opened:
        yield from _told(said, instrument, zone)
    yield from _notices(each for _, each in taken.opened if each is not None)
    if taken.closed:
        yield f"\nOf measures {taken.closed} cannot be opened.\n"


def _told(said: Response, instrument: Instrument | None, zone: ZoneInfo) -> Iterator[str]:
    title = instrument.full_name if instrument else said.instrument
    points = "" if said.total is None else f" {said.total} {'point' if said.total == 1 else 'points'}."
    begun = " Begun and not finished." if said.state == responses.BEGUN else ""
    yield f"\n### {title}, {clock.date_and_time(said.answered_at, zone)}\n\n"
    yield f"Answered on {clock.day(said.answered_on)}.{points}{begun}\n\n"
    for each in _answers(said, instrument):
        yield f"- {each.question} {each.words}\n"


def _notices(known: Iterable[Instrument]) -> Iterator[str]:
    notices = dict.fromkeys(f"{each.short_name}: {each.notice}" for each in known if each.notice)
    if notices:
        yield "\n### Where these questions come from\n\n"
    for notice in notices:
        yield f"- {notice}\n"
