"""Appointments between a patient and a therapist, and the private addresses of people's calendars."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, Ref, within_clinic


class Appointment(Model):
    """A time that two people keep free; `kind` is what for, `state` what became of it, `place_sealed` where or by which
    link, under the server's field key, since a manager books too."""

    __tablename__ = "appointment"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("therapist_id", "person"),
        within_clinic("made_by", "person"),
        UniqueConstraint("clinic_id", "id"),
        Index("ix_appointment_patient", "patient_id", "starts_at"),
        Index("ix_appointment_therapist", "therapist_id", "starts_at"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    therapist_id: Mapped[Ref]
    made_by: Mapped[Ref]
    kind: Mapped[Code]
    state: Mapped[Code]
    starts_at: Mapped[Moment]
    minutes: Mapped[int]
    place_sealed: Mapped[bytes | None]
    created_at: Mapped[Moment]
    version: Mapped[int]


class CalendarFeed(Model):
    """The secret address under which a person's own calendar fetches their appointments: its hash alone."""

    __tablename__ = "calendar_feed"
    __table_args__ = (within_clinic("person_id", "person"), UniqueConstraint("person_id"))

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[Moment]
    version: Mapped[int]
