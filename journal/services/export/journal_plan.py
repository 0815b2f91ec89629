"""The coping plan in a journal that is taken along: its parts in order, or that it cannot be opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from journal import clock
from journal.services.coping_plans.coping_plans import PlanPage

CLOSED = "This cannot be opened."


def for_machines(plan: PlanPage) -> dict[str, Any] | None:
    """The plan as `journal.json` holds it; nothing where there is none."""
    if plan.changed_at is None:
        return None
    saved = {"saved_at": plan.changed_at.isoformat(timespec="seconds")}
    who = {"can_read_now": [reader.name for reader in plan.readers]}
    if not plan.readable:
        return {**saved, **who, "parts": None, "cannot_be_opened": True}
    return {**saved, **who, "parts": [{"title": part.title, "text": part.text} for part in plan.written]}


def for_people(plan: PlanPage, zone: ZoneInfo) -> Iterator[str]:
    """The plan as `journal.md` tells it; nothing where there is none."""
    if plan.changed_at is None:
        return
    readers = ", ".join(reader.name for reader in plan.readers) or "nobody else"
    yield f"\n## My plan\n\nSaved {clock.date_and_time(plan.changed_at, zone)}. Can read it now: {readers}.\n"
    if not plan.readable:
        yield f"\n{CLOSED}\n"
    for part in plan.written:
        yield f"\n### {part.title}\n\n{part.text}\n"
