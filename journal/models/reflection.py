"""Reflections, their drafts and earlier versions, and who has read them."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalCode, OptionalMoment, OptionalRef, Ref, within_clinic

_WAITS = text("state = 'deleted'")


class Reflection(Model):
    """The saved text of a reflection; `version` counts saved texts, `seal_version` every sealing.

    `session_id` names the dosing session it belongs to, also one still to come, and `moment` which of its moments."""

    __tablename__ = "reflection"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("ring_id", "ring"),
        UniqueConstraint("clinic_id", "id"),
        Index("ix_reflection_patient", "patient_id", "id", "state", "version"),
        # a handful of rows among all: what waits to be destroyed
        Index("ix_reflection_deleted", "deleted_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_reflection_session", "session_id"),
        # all that counting what waits asks of a row, so that thousands are counted without fetching them
        Index("ix_reflection_saved", "patient_id", "saved_at", "state", "version", "ring_id", "generation", "id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    state: Mapped[Code]
    version: Mapped[int]
    seal_version: Mapped[int]
    ring_id: Mapped[OptionalRef]
    generation: Mapped[int]
    head_sealed: Mapped[bytes | None]
    body_sealed: Mapped[bytes | None]
    search_sealed: Mapped[bytes | None]
    created_at: Mapped[Moment]
    saved_at: Mapped[Moment]
    shared_at: Mapped[OptionalMoment]
    kept_when_withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    deleted_at: Mapped[OptionalMoment]
    session_id: Mapped[OptionalRef]
    moment: Mapped[OptionalCode]
    origin: Mapped[OptionalCode]  # where its first words came from, where that was no signed-in page
    delete_asked_at: Mapped[OptionalMoment]  # on a day of rest; nothing is deleted until it is confirmed


class ReflectionDraft(Model):
    """Words that were typed and not yet saved, always under the patient's private ring."""

    __tablename__ = "reflection_draft"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "id"], ["reflection.clinic_id", "reflection.id"], ondelete="CASCADE"),
        within_clinic("patient_id", "person"),
        within_clinic("ring_id", "ring"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    version: Mapped[int]
    base_version: Mapped[int]
    ring_id: Mapped[Ref]
    generation: Mapped[int]
    head_sealed: Mapped[bytes]
    body_sealed: Mapped[bytes]
    saved_at: Mapped[Moment]


class ReflectionVersion(Model):
    """An earlier saved text of a reflection, under the patient's private ring."""

    __tablename__ = "reflection_version"
    __table_args__ = (
        within_clinic("reflection_id", "reflection", ondelete="CASCADE"),
        within_clinic("patient_id", "person"),
        within_clinic("ring_id", "ring"),
        UniqueConstraint("reflection_id", "number"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    reflection_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    number: Mapped[int]
    ring_id: Mapped[Ref]
    generation: Mapped[int]
    head_sealed: Mapped[bytes]
    body_sealed: Mapped[bytes]
    saved_at: Mapped[Moment]


class Reading(Model):
    """When one reader opened and reviewed one reflection, and which version."""

    __tablename__ = "reading"
    __table_args__ = (
        within_clinic("reflection_id", "reflection", ondelete="CASCADE"),
        within_clinic("reader_id", "person"),
        UniqueConstraint("reflection_id", "reader_id"),
        Index("ix_reading_reflection", "reflection_id", "reader_id", "reviewed_version", "reviewed_at"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    reflection_id: Mapped[Ref]
    reader_id: Mapped[Ref]
    opened_at: Mapped[Moment]
    reviewed_at: Mapped[OptionalMoment]
    reviewed_version: Mapped[int]
    version: Mapped[int]
