"""Cover: a colleague who reads for a therapist while they are away, if the patient says so."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, Ref, within_clinic


class Cover(Model):
    """One patient's cover for the days a therapist is away, both days included, in the clinic's time zone."""

    __tablename__ = "cover"
    __table_args__ = (
        within_clinic("therapist_id", "person"),
        within_clinic("covering_id", "person"),
        within_clinic("patient_id", "person"),
        Index("ix_cover_patient", "patient_id"),
        Index("ix_cover_covering", "covering_id"),
        Index("ix_cover_therapist", "therapist_id"),
        Index("ix_cover_state", "state", "ends_on"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    therapist_id: Mapped[Ref]
    covering_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[Code]
    created_at: Mapped[Moment]
    answered_at: Mapped[OptionalMoment]
    version: Mapped[int]
    mac: Mapped[bytes]
