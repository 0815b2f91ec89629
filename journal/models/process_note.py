"""Process notes: what a therapist writes about a patient for themselves alone."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, Ref, within_clinic


class ProcessNote(Model):
    """A note to oneself, under the therapist's own `notes` ring for that patient; `state` is kept or deleted."""

    __tablename__ = "process_note"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("author_id", "person"),
        within_clinic("ring_id", "ring"),
        Index("ix_process_note_author", "author_id", "patient_id", "id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    author_id: Mapped[Ref]
    state: Mapped[Code]
    ring_id: Mapped[Ref]
    generation: Mapped[int]
    body_sealed: Mapped[bytes | None]
    created_at: Mapped[Moment]
    changed_at: Mapped[OptionalMoment]
    version: Mapped[int]
