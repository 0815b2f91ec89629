"""Passkeys, and the challenges they answer."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Id, Moment, OptionalMoment, Ref, within_clinic


class Passkey(Model):
    """A person's passkey; whether it also opens their account stands in its slot."""

    __tablename__ = "passkey"
    __table_args__ = (
        within_clinic("person_id", "person"),
        UniqueConstraint("credential_id"),
        Index("ix_passkey_person", "person_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    credential_id: Mapped[bytes]
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[str] = mapped_column(String(64))
    label_sealed: Mapped[bytes]
    version: Mapped[int]
    created_at: Mapped[Moment]
    last_used_at: Mapped[OptionalMoment]


class Challenge(Model):
    """A challenge that waits for its one answer, as a MAC over it, what it is for and who is asked.

    It belongs to no clinic: at sign-in nobody is known yet."""

    __tablename__ = "challenge"
    __table_args__ = (Index("ix_challenge_expiry", "expires_at"),)

    challenge_mac: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[Moment]
