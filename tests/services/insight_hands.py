"""Insights for tests: one with everything under it, and where all of it lies."""

from __future__ import annotations

from uuid import UUID

from journal.models import Insight, Passage, Step
from journal.services.actor import Actor
from journal.services.insights import insights, steps
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import TypedChange, TypedStrategy
from journal.services.passages.passages import TypedWords
from tests.services.hands import stored

TEXT = "One \U0001f30a wave came.\n\nOne wave went, and one stayed."
WORDS = TypedWords("one stayed")
KEPT = TypedInsight("Something stays.")


def grown(actor: Actor, reflection_id: UUID, typed: TypedInsight = KEPT) -> UUID:
    """An insight with a strategy, a check-in and a change under it, all of them the patient's."""
    made = insights.make(actor, reflection_id, typed, WORDS)
    strategy = steps.add_strategy(actor, made, TypedStrategy("Sit by the water.", "on Sunday", "wet feet", "Ben"))
    steps.check_in(actor, strategy, "tried", "It rained.")
    steps.add_change(actor, made, TypedChange("I sleep with the window open.", "Ben"))
    return made


def rings() -> set[UUID]:
    kept = [row for model in (Insight, Step, Passage) for row in stored(model) if row.get("state") != "deleted"]
    return {row["ring_id"] for row in kept}
