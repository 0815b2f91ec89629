"""What a patient is asked of their insights and strategies, and when: one thing at a time, never on a day of rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal import clock
from journal.models import Insight, Step
from journal.permissions import Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.insights import insight_rows, points
from journal.services.insights.insight_rows import INSIGHT, STRATEGY, Row
from journal.services.people import people
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An insight to come back to: its one sentence, and when it was made."""

    insight_id: UUID
    sentence: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Added:
    """Something a therapist added that its patient has not opened; its words are not shown before."""

    insight_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What *Today* tells of insights: one follow-up at most, how many strategies to ask about, and what was added."""

    follow_up: FollowUp | None = None
    check_ins: int = 0
    added: tuple[Added, ...] = ()


def waiting(actor: Actor) -> Waiting:
    """All that waits for this patient now; nothing on a day of rest. The caller has asked whether they may."""
    if not decisions.may_decide(actor.id):
        return Waiting()
    insights, steps = insight_rows.of_patient(actor.id), insight_rows.steps_of_patient(actor.id)
    return Waiting(_due(actor, insights), len(_asked(steps)), _added(actor, insights, steps))


def due(actor: Actor) -> FollowUp | None:
    """The one insight to come back to now, the one that has waited longest; nothing on a day of rest."""
    return _due(actor, insight_rows.of_patient(actor.id)) if decisions.may_decide(actor.id) else None


def strategies_due(actor: Actor) -> list[UUID]:
    """The strategies to ask about now, oldest first; nothing on a day of rest."""
    if not decisions.may_decide(actor.id):
        return []
    return [step.id for step in _asked(insight_rows.steps_of_patient(actor.id))]


def _due(actor: Actor, rows: Sequence[Insight]) -> FollowUp | None:
    asked = [
        row for row in rows
        if row.kind == INSIGHT and not row.quiet and _is_known(row)
        and row.points < points.follow_ups_past(row.created_at)
    ]  # fmt: skip
    asked.sort(key=lambda row: points.follow_up_since(row.created_at, row.points))
    said = sealed_records.opened(actor, asked)
    row = next((row for row in asked if row.id in said), None)
    return FollowUp(row.id, said[row.id]["sentence"], row.created_at) if row else None


def _asked(steps: Sequence[Step]) -> list[Step]:
    return [
        row for row in steps
        if row.kind == STRATEGY and not row.quiet and _is_known(row)
        and row.points < points.check_ins_past(row.created_at)
    ]  # fmt: skip


def _is_known(row: Row) -> bool:
    """Whether its patient wrote it, or has opened it since a therapist added it."""
    return row.made_by == row.patient_id or row.seen_at is not None


def _added(actor: Actor, insights: Sequence[Insight], steps: Sequence[Step]) -> tuple[Added, ...]:
    new = {row.id: row.made_by for row in insights if not _is_known(row)}
    new |= {row.insight_id: row.made_by for row in steps if row.insight_id and not _is_known(row)}
    names = people.names(actor.clinic_id, set(new.values())) if new else {}
    return tuple(Added(each, names.get(who, people.UNREADABLE_NAME)) for each, who in new.items())


def answer(actor: Actor, insight_id: UUID, *, for_good: bool = False) -> None:
    """The follow-ups that have come are answered or let go; for good, none comes again. Raises `NotAllowed`,
    `CannotOpen`."""
    with unit_of_work():
        row = insight_rows.found(actor, insight_id, Permission.INSIGHT_ANSWER, lock=True)
        past, quiet = points.follow_ups_past(row.created_at), row.quiet or for_good
        if (row.points, row.quiet) != (past, quiet):
            value = sealed_records.open_one(actor, row)
            row.points, row.quiet = past, quiet
            insight_rows.rewrite(actor, Act.INSIGHT_ANSWERED, row, value)


def mark_seen(actor: Actor, insight_id: UUID) -> None:
    """Notes that its patient has opened what a therapist added; in the caller's unit of work."""
    row = insight_rows.found(actor, insight_id, Permission.INSIGHT_ANSWER, lock=True)
    rows: list[Row] = [row, *insight_rows.steps_of([row.id], lock=True)]
    new = [each for each in rows if not _is_known(each)]
    for each, value in ((each, sealed_records.opened(actor, [each]).get(each.id)) for each in new):
        if value is not None:
            each.seen_at = clock.now()
            act = Act.INSIGHT_SEEN if isinstance(each, Insight) else Act.STEP_SEEN
            insight_rows.rewrite(actor, act, each, value)


def has_new(actor: Actor, insight_id: UUID) -> bool:
    """Whether a therapist added something to it that its patient has not opened. Raises `NotAllowed`."""
    row = insight_rows.found(actor, insight_id, Permission.INSIGHT_ANSWER)
    rows: list[Row] = [row, *insight_rows.steps_of([row.id])]
    return not all(map(_is_known, rows))
