"""How many measures a clinic's patients answered in a month: numbers, and nobody in particular."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, Ref


class MeasureCount(Model):
    """One instrument in one month of a clinic, taken once when the month is over: how many were answered, how many
    came to be due, and how many of those were not answered in their time. `month` is its first day."""

    __tablename__ = "measure_count"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        UniqueConstraint("clinic_id", "month", "instrument"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    month: Mapped[date]
    instrument: Mapped[Code]
    answered: Mapped[int]
    due: Mapped[int]
    overdue: Mapped[int]
    created_at: Mapped[Moment]
    version: Mapped[int]
