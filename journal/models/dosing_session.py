"""Dosing sessions: when a patient came for one, when it began and when it ended."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Id, Moment, OptionalMoment, Ref, within_clinic


class DosingSession(Model):
    """A patient's dosing session; from check-in to the clinic's time next day nobody asks them to decide.

    One that was booked has the id of its appointment: the two are one record. One that a patient told of was checked in
    by themselves. `ended_at` is none while it goes on, and for good where nobody closed it."""

    __tablename__ = "dosing_session"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("checked_in_by", "person"),
        UniqueConstraint("clinic_id", "id"),
        Index("ix_dosing_session_patient", "patient_id", "checked_in_at"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    checked_in_by: Mapped[Ref]
    checked_in_at: Mapped[Moment]
    started_at: Mapped[OptionalMoment]
    ended_at: Mapped[OptionalMoment]
    version: Mapped[int]
