"""A step by itself: what the pages that change or delete one need to know."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Insight, Step
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.insights import insight_rows, insight_views
from journal.services.insights.insight_rows import CHANGE, CHECK_IN, STRATEGY
from journal.services.insights.insight_views import InsightView, StrategyView


@dataclass(frozen=True, slots=True)
class StepToDelete:
    """What deleting a step would destroy: its words, and how often it was said how it went."""

    id: UUID
    kind: str
    insight_id: UUID | None
    words: str
    check_ins: int


def to_change(actor: Actor, step_id: UUID) -> tuple[InsightView, StrategyView]:
    """A strategy that the actor may word anew, with its insight. Raises `NotAllowed`, `CannotOpen`."""
    step = insight_rows.found_step(actor, step_id, Permission.INSIGHT_CHANGE, STRATEGY)
    rows = db.session.scalars(select(Insight).where(Insight.id == step.insight_id)).all()
    (view,) = insight_views.opened(actor, rows, [step]).all
    if not view.strategies:
        raise CannotOpen
    return view, view.strategies[0]


def to_delete(actor: Actor, step_id: UUID) -> StepToDelete:
    """A step that the actor may delete. Raises `NotAllowed`."""
    row = insight_rows.found_step(actor, step_id, Permission.INSIGHT_DELETE, STRATEGY, CHECK_IN, CHANGE)
    said = sealed_records.opened(actor, [row]).get(row.id, {})
    words = said.get("act") or said.get("what") or said.get("in_the_way") or ""
    under = (Step.strategy_id == row.id) & (Step.state == sealed_records.KEPT)
    count = db.session.execute(select(func.count()).select_from(Step).where(under)).scalar_one()
    return StepToDelete(row.id, row.kind, row.insight_id, words, count)


def insight_of(actor: Actor, step_id: UUID) -> UUID:
    """The insight or goal of a strategy that the actor may see. Raises `NotAllowed`."""
    row = insight_rows.found_step(actor, step_id, Permission.INSIGHT_READ, STRATEGY)
    if row.insight_id is None:
        raise NotAllowed
    return row.insight_id
