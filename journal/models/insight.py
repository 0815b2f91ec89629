"""Insights and goals, and the steps that follow from them: strategies, how they went, and changes noticed."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, false
from sqlalchemy.orm import Mapped, mapped_column

from journal.models.columns import Code, OptionalMoment, OptionalRef, Ref, within_clinic
from journal.models.sealed_record import SealedRecord, of_patient


class Insight(SealedRecord):
    """One sentence; `kind` says whether it is an insight, or a goal in an area of life. Both carry strategies.

    `reflection_id` is the page it was made from: it lies under that page's ring; which words they were is a passage.
    `made_by` wrote it first. `points` is how many follow-ups are answered or let go, `quiet` that none is to come, and
    `seen_at` when its patient first opened what a therapist had added."""

    __tablename__ = "insight"
    __table_args__ = of_patient(
        "insight",
        within_clinic("made_by", "person"),
        within_clinic("reflection_id", "reflection"),
        Index("ix_insight_reflection", "reflection_id"),
    )
    PLAIN: ClassVar[tuple[str, ...]] = ("kind", "reflection_id", "made_by", "points", "quiet", "seen_at")

    kind: Mapped[Code]
    reflection_id: Mapped[OptionalRef]
    made_by: Mapped[Ref]
    points: Mapped[int] = mapped_column(default=0, server_default="0")
    quiet: Mapped[bool] = mapped_column(default=False, server_default=false())
    seen_at: Mapped[OptionalMoment]


class Step(SealedRecord):
    """What follows; `kind` says whether it is a strategy of an insight or goal, a check-in on a strategy, or a change.

    It lies under the ring of its insight and goes where that goes. A change that was noticed may belong to nothing.
    `points` and `quiet` say of a strategy which times to ask how it went are over, `seen_at` as for an insight."""

    __tablename__ = "step"
    __table_args__ = of_patient(
        "step",
        within_clinic("made_by", "person"),
        within_clinic("insight_id", "insight"),
        within_clinic("strategy_id", "step"),
        Index("ix_step_insight", "insight_id", "id"),
    )
    PLAIN: ClassVar[tuple[str, ...]] = ("kind", "insight_id", "strategy_id", "made_by", "points", "quiet", "seen_at")

    kind: Mapped[Code]
    insight_id: Mapped[OptionalRef]
    strategy_id: Mapped[OptionalRef]
    made_by: Mapped[Ref]
    points: Mapped[int] = mapped_column(default=0, server_default="0")
    quiet: Mapped[bool] = mapped_column(default=False, server_default=false())
    seen_at: Mapped[OptionalMoment]
