"""The audit: one chain of rows for each clinic, the row that holds its end, and its checkpoints."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Moment, OptionalRef, Ref, Uuid

_FLAG = text("act = 'safety_flag.opened'")


class AuditHead(Model):
    """The end of a clinic's chain; locked last in every writing transaction."""

    __tablename__ = "audit_head"

    clinic_id: Mapped[Ref] = mapped_column(Uuid, ForeignKey("clinic.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[bytes]
    head_mac: Mapped[bytes]


class AuditRow(Model):
    """Who did what to which record: ids, a digest of the stored bytes, never words; the database lets no row change."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_record", "clinic_id", "record_id", "sequence"),
        Index("ix_audit_patient", "clinic_id", "patient_id", "sequence"),
        Index("ix_audit_actor", "clinic_id", "actor_id", "sequence"),
        # a handful of rows among all: which safety flags there have to be
        Index("ix_audit_flag", "clinic_id", "record_id", sqlite_where=_FLAG, postgresql_where=_FLAG),
    )

    clinic_id: Mapped[Ref] = mapped_column(Uuid, ForeignKey("clinic.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    actor_id: Mapped[OptionalRef]
    act: Mapped[Code]
    record_id: Mapped[Ref]
    record_version: Mapped[int]
    patient_id: Mapped[OptionalRef]
    digest: Mapped[bytes]
    previous_mac: Mapped[bytes]
    mac: Mapped[bytes]


class AuditCheckpoint(Model):
    """A row of the chain and its place, noted when it was the newest one."""

    __tablename__ = "audit_checkpoint"

    clinic_id: Mapped[Ref] = mapped_column(Uuid, ForeignKey("clinic.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    row_mac: Mapped[bytes]
    at: Mapped[Moment]
    mac: Mapped[bytes]
