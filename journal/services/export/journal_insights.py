"""Insights, goals, strategies, check-ins and changes as an exported journal tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from journal import clock
from journal.services.actor import Actor
from journal.services.insights import insight_rows, insight_views
from journal.services.insights.insight_rows import GOAL, INSIGHT
from journal.services.insights.insight_views import InsightView, StepView, StrategyView

CLOSED = "This cannot be opened."


@dataclass(frozen=True, slots=True)
class TakenInsights:
    """All that is kept, oldest first; `closed` counts the steps that do not open."""

    insights: tuple[InsightView, ...] = ()
    changes: tuple[StepView, ...] = ()
    closed: int = 0


def own(actor: Actor) -> TakenInsights:
    """Everything of the actor's own; the caller has asked."""
    rows, steps = insight_rows.of_patient(actor.id), insight_rows.steps_of_patient(actor.id)
    found = insight_views.opened(actor, rows, steps)
    told = sum(1 + len(each.check_ins) for view in found.all for each in view.strategies)
    told += len(found.changes) + sum(len(view.changes) for view in found.all)
    return TakenInsights(found.insights[::-1] + found.goals[::-1], found.changes[::-1], len(steps) - told)


def for_machines(taken: TakenInsights) -> dict[str, Any]:
    """As `journal.json` holds them."""
    return {
        "insights": [_insight(each) for each in taken.insights if each.kind == INSIGHT],
        "goals": [{"area": each.area_name, **_insight(each)} for each in taken.insights if each.kind == GOAL],
        "changes": [_step(each) for each in taken.changes],
        "steps_that_cannot_be_opened": taken.closed,
    }


def _insight(view: InsightView) -> dict[str, Any]:
    return {
        "id": str(view.id), "made_at": _exact(view.created_at), "added_by": view.added_by,
        "sentence": view.sentence if view.readable else None,
        "reflection": str(view.reflection_id) if view.reflection_id else None,
        "strategies": [_strategy(each) for each in view.strategies], "changes": [_step(each) for each in view.changes],
    }  # fmt: skip


def _strategy(view: StrategyView) -> dict[str, Any]:
    return {
        "made_at": _exact(view.created_at), "added_by": view.added_by, "act": view.act, "when": view.when,
        "done_when": view.done_when, "who_knows": view.who_knows,
        "check_ins": [_step(each) for each in view.check_ins],
    }  # fmt: skip


def _step(view: StepView) -> dict[str, Any]:
    return {"at": _exact(view.created_at), **view.said}


def _exact(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def for_people(taken: TakenInsights, zone: ZoneInfo) -> Iterator[str]:
    """As `journal.md` tells them; nothing where there is none."""
    if taken.insights or taken.changes or taken.closed:
        yield "\n## Insights, goals and changes\n"
    for view in taken.insights:
        what = f"Goal ({view.area_name})" if view.is_goal else "Insight"
        yield f"\n### {what}, {clock.date_and_time(view.created_at, zone)}{_by(view.added_by)}\n\n"
        yield f"{view.sentence if view.readable else CLOSED}\n"
        for strategy in view.strategies:
            yield from _told(strategy, zone)
        yield from (_change(each, zone) for each in view.changes)
    yield from (_change(each, zone) for each in taken.changes)
    if taken.closed:
        yield f"\nStrategies, check-ins or changes that cannot be opened: {taken.closed}\n"


def _told(strategy: StrategyView, zone: ZoneInfo) -> Iterator[str]:
    more = {"When": strategy.when, "Done when": strategy.done_when, "Who knows": strategy.who_knows}
    yield f"\n- Strategy: {_line(strategy.act)}{_by(strategy.added_by)}\n"
    yield from (f"  - {name}: {_line(words)}\n" for name, words in more.items() if words)
    for each in strategy.check_ins:
        way = f" In the way: {_line(each.said['in_the_way'])}" if each.said["in_the_way"] else ""
        yield f"  - {each.outcome}, {clock.date_and_time(each.created_at, zone)}.{way}\n"


def _change(view: StepView, zone: ZoneInfo) -> str:
    who = f" Noticed by: {_line(view.said['who_noticed'])}" if view.said["who_noticed"] else ""
    return f"\n- Change, {clock.date_and_time(view.created_at, zone)}: {_line(view.said['what'])}{who}\n"


def _by(name: str | None) -> str:
    return f", added by {name}" if name else ""


def _line(words: str) -> str:
    return " ".join(words.split())
