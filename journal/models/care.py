"""Who cares for whom: invitations, care relations, and the fingerprints a patient has accepted."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, OptionalRef, Ref, within_clinic


class Invitation(Model):
    """A one-time link to an account that waits for its person: the token's hash, and a MAC over whom it names."""

    __tablename__ = "invitation"
    __table_args__ = (within_clinic("person_id", "person"), within_clinic("therapist_id", "person"))

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    therapist_id: Mapped[OptionalRef]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[OptionalMoment]
    mac: Mapped[bytes]


class CareRelation(Model):
    """A therapist's assignment to a patient, from request to end; keys follow only the patient's consent."""

    __tablename__ = "care_relation"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("therapist_id", "person"),
        UniqueConstraint("patient_id", "therapist_id"),
        Index("ix_care_relation_therapist", "therapist_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    therapist_id: Mapped[Ref]
    state: Mapped[Code]
    version: Mapped[int]
    asked_at: Mapped[Moment]
    started_at: Mapped[OptionalMoment]
    ended_at: Mapped[OptionalMoment]
    mac: Mapped[bytes]


class Pin(Model):
    """The fingerprint a patient accepted for somebody, sealed under the patient's own key."""

    __tablename__ = "pin"
    __table_args__ = (
        within_clinic("owner_id", "person"),
        within_clinic("subject_id", "person"),
        UniqueConstraint("owner_id", "subject_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    owner_id: Mapped[Ref]
    subject_id: Mapped[Ref]
    fingerprint_sealed: Mapped[bytes]
    version: Mapped[int]
    created_at: Mapped[Moment]
