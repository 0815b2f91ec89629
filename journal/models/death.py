"""Deaths: what one person of the clinic notes and a second one confirms."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, OptionalRef, Ref, within_clinic


class Death(Model):
    """That a patient has died, as noted by a manager and answered by a second person."""

    __tablename__ = "death"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("asked_by", "person"),
        within_clinic("answered_by", "person"),
        Index("ix_death_patient", "patient_id"),
        Index("ix_death_clinic", "clinic_id", "state"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    asked_by: Mapped[Ref]
    answered_by: Mapped[OptionalRef]
    state: Mapped[Code]
    asked_at: Mapped[Moment]
    answered_at: Mapped[OptionalMoment]
    version: Mapped[int]
    mac: Mapped[bytes]
