"""Who is let into a patient's treatment record."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, Ref, within_clinic


class TreatmentMember(Model):
    """A clinician on a patient's treatment team, from request to end; keys follow only the patient's consent."""

    __tablename__ = "treatment_member"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("clinician_id", "person"),
        UniqueConstraint("patient_id", "clinician_id"),
        Index("ix_treatment_member_clinician", "clinician_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    clinician_id: Mapped[Ref]
    state: Mapped[Code]
    version: Mapped[int]
    asked_at: Mapped[Moment]
    started_at: Mapped[OptionalMoment]
    ended_at: Mapped[OptionalMoment]
    mac: Mapped[bytes]
