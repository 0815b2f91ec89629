"""Insights and goals as pages show them: opened, with their strategies, how these went, and changes beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from journal.models import Insight, Step
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.insights import points
from journal.services.insights.insight_rows import CHANGE, CHECK_IN, GOAL, STRATEGY
from journal.services.people import people


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of any kind; `added_by` names the therapist who wrote it, and nobody where its patient did."""

    id: UUID
    version: int
    created_at: datetime
    added_by: str | None
    is_mine: bool
    said: dict[str, str]

    @property
    def outcome(self) -> str:
        """How it went, of a check-in."""
        return points.outcomes().get(self.said.get("outcome", ""), "")


@dataclass(frozen=True, slots=True)
class StrategyView:
    """A strategy with how it went, oldest first; `is_new` until its patient has opened what a therapist added."""

    id: UUID
    version: int
    created_at: datetime
    added_by: str | None
    is_mine: bool
    is_new: bool
    act: str
    when: str
    done_when: str
    who_knows: str
    quiet: bool
    check_ins: tuple[StepView, ...]

    @property
    def latest(self) -> StepView | None:
        """How it went last."""
        return self.check_ins[-1] if self.check_ins else None


@dataclass(frozen=True, slots=True)
class InsightView:
    """An insight or a goal; `readable` unless it does not open, and `reflection_id` the page it was made from."""

    id: UUID
    version: int
    kind: str
    created_at: datetime
    added_by: str | None
    is_mine: bool
    is_new: bool
    readable: bool
    sentence: str
    area: str
    reflection_id: UUID | None
    quiet: bool
    strategies: tuple[StrategyView, ...]
    changes: tuple[StepView, ...]

    @property
    def area_name(self) -> str:
        """The area of life of a goal."""
        return points.areas().get(self.area, "")

    @property
    def is_goal(self) -> bool:
        """Whether it is a goal."""
        return self.kind == GOAL


@dataclass(frozen=True, slots=True)
class Opened:
    """What there is to see: insights and goals newest first, and changes that belong to none of them."""

    insights: tuple[InsightView, ...]
    goals: tuple[InsightView, ...]
    changes: tuple[StepView, ...]

    @property
    def all(self) -> tuple[InsightView, ...]:
        """Both, insights first."""
        return self.insights + self.goals


def opened(actor: Actor, insights: Sequence[Insight], steps: Sequence[Step]) -> Opened:
    """Opens insights with their steps, for an actor whom the caller has asked about. A step that does not open is left
    out, and an insight that does not is said to be unreadable."""
    said = sealed_records.opened(actor, [*insights, *steps])
    makers = {row.made_by for row in insights} | {step.made_by for step in steps}
    names = people.names(actor.clinic_id, makers)
    opening = _Opening(actor, said, names, [step for step in steps if step.id in said])
    views = [opening.insight(row) for row in insights]
    return Opened(
        tuple(view for view in views if not view.is_goal), tuple(view for view in views if view.is_goal),
        opening.alone,
    )  # fmt: skip


class _Opening:
    def __init__(
        self, actor: Actor, said: dict[UUID, dict[str, Any]], names: dict[UUID, str], steps: Iterable[Step]
    ) -> None:
        self._actor, self._said, self._names = actor, said, names
        self._under: dict[tuple[str, UUID | None], list[Step]] = defaultdict(list)
        for step in steps:
            self._under[step.kind, step.strategy_id if step.kind == CHECK_IN else step.insight_id].append(step)

    @property
    def alone(self) -> tuple[StepView, ...]:
        """The changes that belong to nothing, newest first."""
        return self._steps(CHANGE, None)[::-1]

    def insight(self, row: Insight) -> InsightView:
        """An insight with all that follows from it."""
        value = self._said.get(row.id)
        return InsightView(
            row.id, row.version, row.kind, row.created_at, self._added_by(row), row.made_by == self._actor.id,
            _is_new(row), value is not None, value["sentence"] if value else "", value["area"] if value else "",
            row.reflection_id, row.quiet, tuple(map(self._strategy, self._under.get((STRATEGY, row.id), ()))),
            self._steps(CHANGE, row.id),
        )  # fmt: skip

    def _steps(self, kind: str, parent: UUID | None) -> tuple[StepView, ...]:
        return tuple(map(self._step, self._under.get((kind, parent), ())))

    def _strategy(self, row: Step) -> StrategyView:
        value = self._said[row.id]
        return StrategyView(
            row.id, row.version, row.created_at, self._added_by(row), row.made_by == self._actor.id, _is_new(row),
            value["act"], value["when"], value["done_when"], value["who_knows"], row.quiet,
            self._steps(CHECK_IN, row.id),
        )  # fmt: skip

    def _step(self, row: Step) -> StepView:
        mine = row.made_by == self._actor.id
        return StepView(row.id, row.version, row.created_at, self._added_by(row), mine, self._said[row.id])

    def _added_by(self, row: Insight | Step) -> str | None:
        if row.made_by == row.patient_id:
            return None
        return self._names.get(row.made_by, people.UNREADABLE_NAME)


def _is_new(row: Insight | Step) -> bool:
    return row.made_by != row.patient_id and row.seen_at is None
