"""Who opened a coping plan, and when last; told by the audit, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from journal.models import CopingPlan
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people


@dataclass(frozen=True, slots=True)
class Opening:
    """That somebody opened a plan."""

    name: str
    at: datetime


def of(plan: CopingPlan) -> tuple[Opening, ...]:
    """Everybody who opened it, each with the last time, newest first."""
    rows = audit.newest_acts(plan.clinic_id, plan.id, [Act.COPING_PLAN_OPENED])
    names = people.names(plan.clinic_id, {row.actor_id for row in rows if row.actor_id})
    return tuple(Opening(names.get(row.actor_id, people.UNREADABLE_NAME), row.at) for row in rows)
