"""Coming back: waits for a lost second factor, links to start again, and the clinic's recovery key."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, Ref, Uuid, within_clinic


class RecoveryWait(Model):
    """A wait before a kit alone lets somebody in whose second factor is lost; it can be cancelled until it is used."""

    __tablename__ = "recovery_wait"
    __table_args__ = (within_clinic("person_id", "person"), Index("ix_recovery_wait_person", "person_id"))

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    asked_at: Mapped[Moment]
    ready_at: Mapped[Moment]
    cancelled_at: Mapped[OptionalMoment]
    used_at: Mapped[OptionalMoment]
    version: Mapped[int]
    mac: Mapped[bytes]


class NewStart(Model):
    """A one-time link to new keys for somebody who lost them all: who started it, and how they knew the person."""

    __tablename__ = "new_start"
    __table_args__ = (
        within_clinic("person_id", "person"),
        within_clinic("started_by", "person"),
        Index("ix_new_start_person", "person_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    started_by: Mapped[Ref]
    checked_by: Mapped[Code]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[OptionalMoment]
    cancelled_at: Mapped[OptionalMoment]
    version: Mapped[int]
    mac: Mapped[bytes]


class ClinicRecoveryKey(Model):
    """The public half of a clinic's recovery key; the private half exists only as two shares on paper."""

    __tablename__ = "clinic_recovery_key"
    __table_args__ = (UniqueConstraint("clinic_id", "id"), Index("ix_clinic_recovery_key_clinic", "clinic_id"))

    id: Mapped[Id]
    clinic_id: Mapped[Ref] = mapped_column(Uuid, ForeignKey("clinic.id"))
    suite: Mapped[int]
    sealing_public: Mapped[bytes]
    signing_public: Mapped[bytes]
    created_at: Mapped[Moment]
    retired_at: Mapped[OptionalMoment]
    version: Mapped[int]
    mac: Mapped[bytes]


class RecoveryChoice(Model):
    """A patient's answer to the clinic's recovery key: accepted or declined, and changed at any time."""

    __tablename__ = "recovery_choice"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("recovery_key_id", "clinic_recovery_key"),
        UniqueConstraint("patient_id", "recovery_key_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    recovery_key_id: Mapped[Ref]
    state: Mapped[Code]
    answered_at: Mapped[Moment]
    version: Mapped[int]
    mac: Mapped[bytes]


class RecoveryGrant(Model):
    """One generation of a care ring for the clinic's recovery key, signed by the ring's owner."""

    __tablename__ = "recovery_grant"
    __table_args__ = (
        within_clinic("ring_id", "ring"),
        within_clinic("recovery_key_id", "clinic_recovery_key"),
        within_clinic("signer_key_id", "person_key"),
        UniqueConstraint("ring_id", "generation", "recovery_key_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    ring_id: Mapped[Ref]
    generation: Mapped[int]
    recovery_key_id: Mapped[Ref]
    signer_key_id: Mapped[Ref]
    grant_sealed: Mapped[bytes]
    commitment: Mapped[bytes]
    signature: Mapped[bytes]
    created_at: Mapped[Moment]
    version: Mapped[int]
