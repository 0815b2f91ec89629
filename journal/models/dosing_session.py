"""Dosing sessions: for now that a patient was checked in for one, and when."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Id, Moment, Ref, within_clinic


class DosingSession(Model):
    """A patient's dosing session; from check-in to the clinic's time next day nobody asks them to decide."""

    __tablename__ = "dosing_session"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("checked_in_by", "person"),
        Index("ix_dosing_session_patient", "patient_id", "checked_in_at"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    checked_in_by: Mapped[Ref]
    checked_in_at: Mapped[Moment]
    version: Mapped[int]
