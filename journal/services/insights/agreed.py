"""What the brief tells of strategies: what was agreed, and what came of it since the appointment that was held last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal.models import Person
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.insights import patient_insights, steps
from journal.services.insights.insight_views import InsightView, StrategyView
from journal.services.people import people

MOST = 5  # so that the brief stays one printed page


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """One strategy, how it went last, and what got in the way."""

    insight_id: UUID
    act: str
    outcome: str
    in_the_way: str
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """The newest sentence a patient shares, and their strategies; `more` counts what one page has no room for."""

    sentence: str
    rows: tuple[AgreedRow, ...]
    more: int


def of_patient(actor: Actor, person: Person, since: datetime) -> Agreed:
    """The strategies that were open at a time or were made since, those heard of last first; that they were shown
    leaves a receipt. In the unit of work of the brief, which has asked."""
    found = patient_insights.shared(actor, person.id)
    open_then = [(view, step) for view in found.all for step in view.strategies if not _was_done(step, since)]
    rows = sorted((_row(*pair) for pair in open_then), key=_heard, reverse=True)
    sentence = found.insights[0].sentence if found.insights else ""
    if sentence or rows:
        audit.record_about(Act.INSIGHTS_IN_BRIEF, actor.id, people.stamp(person))
    return Agreed(sentence, tuple(rows[:MOST]), max(len(rows) - MOST, 0))


def _was_done(strategy: StrategyView, since: datetime) -> bool:
    last = strategy.latest
    return last is not None and last.said["outcome"] == steps.DONE and last.created_at < since


def _row(insight: InsightView, strategy: StrategyView) -> AgreedRow:
    last = strategy.latest
    if last is None:
        return AgreedRow(insight.id, strategy.act, "", "", None)
    return AgreedRow(insight.id, strategy.act, last.outcome, last.said["in_the_way"], last.created_at)


def _heard(row: AgreedRow) -> tuple[bool, float]:
    return row.said_at is not None, row.said_at.timestamp() if row.said_at else 0.0
