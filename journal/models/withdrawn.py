"""Copies that a clinic keeps of what was shared, reviewed and then made private."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Id, Moment, Ref, within_clinic


class WithdrawnCopy(Model):
    """The text as it was shared last, under the ring its readers hold, until the day it is destroyed."""

    __tablename__ = "withdrawn_copy"
    __table_args__ = (
        within_clinic("reflection_id", "reflection"),
        within_clinic("patient_id", "person"),
        within_clinic("ring_id", "ring"),
        Index("ix_withdrawn_copy_patient", "patient_id"),
        Index("ix_withdrawn_copy_keep_until", "keep_until"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    reflection_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    ring_id: Mapped[Ref]
    generation: Mapped[int]
    head_sealed: Mapped[bytes]
    body_sealed: Mapped[bytes]
    shared_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment]
    keep_until: Mapped[Moment]
    version: Mapped[int]
