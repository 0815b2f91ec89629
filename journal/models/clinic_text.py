"""What a clinic answers for itself under Learn: questions, and what helps after a session."""

from __future__ import annotations

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, Ref, within_clinic


class ClinicText(Model):
    """One version of a text in the clinic's own words, never changed once published; `kind` is question or aftercare.

    `name` is that of a built-in text it stands in for, or the id of a question of the clinic's own."""

    __tablename__ = "clinic_text"
    __table_args__ = (
        within_clinic("author_id", "person"),
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "name", "number"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    kind: Mapped[Code]
    name: Mapped[Code]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    is_shown: Mapped[bool]
    published_at: Mapped[Moment]
    author_id: Mapped[Ref]
