"""Rings, their generations, and the grants that let somebody else hold one."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalRef, Ref, within_clinic


class Ring(Model):
    """A ring of keys with one owner; `patient_id` names whom it is about, `mac` covers all that decides.

    A care ring with a `reader_id` is for that one therapist; one without is for everyone in care."""

    __tablename__ = "ring"
    __table_args__ = (
        within_clinic("owner_id", "person"),
        within_clinic("patient_id", "person"),
        UniqueConstraint("clinic_id", "id"),
        Index("ix_ring_owner", "owner_id", "kind"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    owner_id: Mapped[Ref]
    patient_id: Mapped[OptionalRef]
    reader_id: Mapped[OptionalRef]
    kind: Mapped[Code]
    generation: Mapped[int]
    rotation_due: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[Moment]
    mac: Mapped[bytes]


class RingKeyRow(Model):
    """One generation of a ring, wrapped for its owner."""

    __tablename__ = "ring_key"
    __table_args__ = (within_clinic("ring_id", "ring"), UniqueConstraint("ring_id", "generation"))

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    ring_id: Mapped[Ref]
    generation: Mapped[int]
    key_sealed: Mapped[bytes]
    created_at: Mapped[Moment]


class RingGrant(Model):
    """One generation of a ring for one recipient key; deleting the row ends it."""

    __tablename__ = "ring_grant"
    __table_args__ = (
        within_clinic("ring_id", "ring"),
        within_clinic("recipient_id", "person"),
        within_clinic("recipient_key_id", "person_key"),
        within_clinic("signer_key_id", "person_key"),
        within_clinic("recovery_key_id", "clinic_recovery_key"),
        UniqueConstraint("ring_id", "generation", "recipient_key_id"),
        Index("ix_ring_grant_recipient", "recipient_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    ring_id: Mapped[Ref]
    generation: Mapped[int]
    kind: Mapped[Code]
    recipient_id: Mapped[Ref]
    recipient_key_id: Mapped[Ref]
    signer_key_id: Mapped[OptionalRef]  # none where the clinic's recovery key signed
    recovery_key_id: Mapped[OptionalRef]
    grant_sealed: Mapped[bytes]
    commitment: Mapped[bytes]
    signature: Mapped[bytes]
    adopted_sealed: Mapped[bytes | None]
    adopted_mac: Mapped[bytes | None]
    version: Mapped[int]
    created_at: Mapped[Moment]
