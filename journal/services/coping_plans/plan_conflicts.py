"""Two coping plans that came apart: what was typed here, and what was saved in another place meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from journal.models import CopingPlan
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.coping_plans import plan_parts, plan_rows
from journal.services.coping_plans.coping_plans import TypedPlan


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that is not the same in both."""

    title: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class BothPlans:
    """What was typed, what differs of it, and the version that stands there now."""

    typed: TypedPlan
    differences: tuple[Difference, ...]
    version: int
    changed_at: datetime | None


def of(actor: Actor, typed: TypedPlan) -> BothPlans:
    """What was typed beside what stands there. Raises `NotAllowed`."""
    plan, theirs = _theirs(actor)
    mine = plan_parts.tidy(typed.words)
    differing = (part for part in plan_parts.parts() if mine[part.key] != theirs.get(part.key, ""))
    found = tuple(Difference(part.title, mine[part.key], theirs.get(part.key, "")) for part in differing)
    return BothPlans(typed, found, plan.version if plan else 0, (plan.changed_at or plan.created_at) if plan else None)


def with_both(actor: Actor, typed: TypedPlan) -> TypedPlan:
    """What was typed, with what stands there after it in each part that differs. Raises `NotAllowed`."""
    _, theirs = _theirs(actor)
    return replace(typed, words=plan_parts.both(plan_parts.tidy(typed.words), theirs))


def _theirs(actor: Actor) -> tuple[CopingPlan | None, dict[str, str]]:
    require(actor.who, Permission.COPING_PLAN_WRITE, About(actor.clinic_id, patient_id=actor.id))
    plan = plan_rows.find(actor.id)
    return plan, plan_rows.words(actor, plan) or {}
