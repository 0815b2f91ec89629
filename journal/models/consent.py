"""What a clinic asks its patients to agree to, and who agreed to which version when."""

from __future__ import annotations

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, OptionalRef, Ref, within_clinic


class ConsentText(Model):
    """One version of a text, never changed once published; without an author it is the one a clinic begins with."""

    __tablename__ = "consent_text"
    __table_args__ = (
        within_clinic("author_id", "person"),
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "kind", "number"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    kind: Mapped[Code]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    published_at: Mapped[Moment]
    author_id: Mapped[OptionalRef]


class Consent(Model):
    """A patient's answer to one version: put off, given, or given and withdrawn."""

    __tablename__ = "consent"
    __table_args__ = (
        within_clinic("person_id", "person"),
        within_clinic("text_id", "consent_text"),
        Index("ix_consent_person", "person_id", "text_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    text_id: Mapped[Ref]
    state: Mapped[Code]
    created_at: Mapped[Moment]
    given_at: Mapped[OptionalMoment]
    withdrawn_at: Mapped[OptionalMoment]
    version: Mapped[int]
    mac: Mapped[bytes]
