"""How a patient wants measures to be shown to them: with points or without, one question at a time or all at once."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Id, Moment, OptionalMoment, Ref, within_clinic


class MeasureChoice(Model):
    """One row a patient, from the first choice on; `quiet_until` says when Today may speak of measures again.

    It says how pages look and nothing of an answer, so it stands in the open as theme and text size do."""

    __tablename__ = "measure_choice"
    __table_args__ = (within_clinic("patient_id", "person"), UniqueConstraint("patient_id"))

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    shows_points: Mapped[bool]
    all_at_once: Mapped[bool]
    quiet_until: Mapped[OptionalMoment]
    created_at: Mapped[Moment]
    version: Mapped[int]
