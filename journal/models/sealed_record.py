"""What every sealed record of a patient has in common: whose it is, who wrote it, and under which ring it lies."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.schema import SchemaItem

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, Ref, within_clinic


class SealedRecord(Model):
    """One record of a patient; `body_sealed` holds everything that says something, `author_id` who wrote it last.

    `PLAIN` names the columns that a table adds in the open; the audit remembers them with the rest."""

    __abstract__ = True
    PLAIN: ClassVar[tuple[str, ...]] = ()

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


def of_patient(table: str, *more: SchemaItem) -> tuple[SchemaItem, ...]:
    """The references of a sealed record, all within its clinic, and the index by its patient."""
    return (
        within_clinic("patient_id", "person"),
        within_clinic("author_id", "person"),
        within_clinic("ring_id", "ring"),
        UniqueConstraint("clinic_id", "id"),
        Index(f"ix_{table}_patient", "patient_id", "id"),
        *more,
    )
