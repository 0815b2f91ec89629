"""Passages: words of a reflection, or the whole of it, that somebody set apart, and the clinic's own themes."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, OptionalRef, Ref, within_clinic


class Passage(Model):
    """Words set apart; `kind` says what for: a theme, a symptom in plain words, or to bring to the appointment.

    Which theme, and which words, is sealed under the ring the reflection lies under; a symptom always under `private`.
    `closed_at` is when what was brought was spoken about."""

    __tablename__ = "passage"
    __table_args__ = (
        within_clinic("reflection_id", "reflection", ondelete="CASCADE"),
        within_clinic("patient_id", "person"),
        within_clinic("author_id", "person"),
        within_clinic("ring_id", "ring"),
        Index("ix_passage_reflection", "reflection_id", "id"),
        Index("ix_passage_patient", "patient_id", "kind"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    reflection_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    author_id: Mapped[Ref]
    kind: Mapped[Code]
    reflection_version: Mapped[int]
    ring_id: Mapped[Ref]
    generation: Mapped[int]
    passage_sealed: Mapped[bytes]
    created_at: Mapped[Moment]
    closed_at: Mapped[OptionalMoment]
    version: Mapped[int]


class Theme(Model):
    """A theme of the clinic's own, beside those that come with the product; one that is retired is offered no more."""

    __tablename__ = "theme"
    __table_args__ = (within_clinic("made_by", "person"), Index("ix_theme_clinic", "clinic_id", "id"))

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    made_by: Mapped[OptionalRef]
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[Moment]
    retired_at: Mapped[OptionalMoment]
    version: Mapped[int]
