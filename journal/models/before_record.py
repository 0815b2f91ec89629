"""Records that were opened for somebody before they had an account."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalCode, OptionalMoment, Ref, within_clinic


class BeforeRecord(Model):
    """A record that a clinician keeps for somebody who is not here yet: who keeps it, under which ring, in which state.

    What it says are records of the treatment, sealed under that ring; `reason` says in one word why it was
    destroyed."""

    __tablename__ = "before_record"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("keeper_id", "person"),
        within_clinic("ring_id", "ring"),
        UniqueConstraint("patient_id"),
        Index("ix_before_record_keeper", "keeper_id"),
        Index("ix_before_record_ring", "ring_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    keeper_id: Mapped[Ref]
    ring_id: Mapped[Ref]
    state: Mapped[Code]
    reason: Mapped[OptionalCode]
    version: Mapped[int]
    created_at: Mapped[Moment]
    changed_at: Mapped[OptionalMoment]
    mac: Mapped[bytes]
