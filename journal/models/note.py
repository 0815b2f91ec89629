"""Notes on reflections, and the replies to them."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, Ref, within_clinic


class Note(Model):
    """A therapist's note; `anchoring` says whether it is on words, on the whole text, or its words were withdrawn.

    `text_version` counts its wordings, `version` every change of the row. `release_when_held` is chosen with the note:
    it appears when the appointment is marked held. `edited_at` is when its words were last changed, `seen_at` when its
    patient last opened it with its replies, and `put_off` that they keep it for the appointment."""

    __tablename__ = "note"
    __table_args__ = (
        within_clinic("reflection_id", "reflection", ondelete="CASCADE"),
        within_clinic("patient_id", "person"),
        within_clinic("author_id", "person"),
        within_clinic("ring_id", "ring"),
        UniqueConstraint("clinic_id", "id"),
        Index("ix_note_reflection", "reflection_id", "id"),
        Index("ix_note_patient", "patient_id"),
        Index("ix_note_author", "author_id", "patient_id", "reflection_id", "id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    reflection_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    author_id: Mapped[Ref]
    visibility: Mapped[Code]
    anchoring: Mapped[Code]
    reflection_version: Mapped[int]
    text_version: Mapped[int]
    ring_id: Mapped[Ref]
    generation: Mapped[int]
    body_sealed: Mapped[bytes]
    anchor_sealed: Mapped[bytes | None]
    created_at: Mapped[Moment]
    released_at: Mapped[OptionalMoment]
    withdrawn_at: Mapped[OptionalMoment]
    release_when_held: Mapped[bool] = mapped_column(default=False, server_default=false())
    edited_at: Mapped[OptionalMoment]
    resolved_at: Mapped[OptionalMoment]
    seen_at: Mapped[OptionalMoment]
    put_off: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int]


class Reply(Model):
    """An answer to a note."""

    __tablename__ = "reply"
    __table_args__ = (
        within_clinic("note_id", "note", ondelete="CASCADE"),
        within_clinic("patient_id", "person"),
        within_clinic("author_id", "person"),
        within_clinic("ring_id", "ring"),
        Index("ix_reply_note", "note_id", "id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    note_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    author_id: Mapped[Ref]
    ring_id: Mapped[Ref]
    generation: Mapped[int]
    body_sealed: Mapped[bytes]
    created_at: Mapped[Moment]
    version: Mapped[int]
