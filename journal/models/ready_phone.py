"""Phones that a patient readied to write on without signing in, and the sealed words that wait to be taken over."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, Ref, within_clinic


class ReadyPhone(Model):
    """A phone whose cookie can append words and nothing else; `secret_mac` covers the row and the cookie's secret."""

    __tablename__ = "ready_phone"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        UniqueConstraint("clinic_id", "id"),
        Index("ix_ready_phone_patient", "patient_id", "id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    id_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    secret_mac: Mapped[bytes]
    device: Mapped[Code]  # in words, such as "Firefox on Android"
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    removed_at: Mapped[OptionalMoment]
    version: Mapped[int]


class AppendedWords(Model):
    """Words that a readied phone sent, sealed to the patient's public key; the row goes when they are taken over."""

    __tablename__ = "appended_words"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("phone_id", "ready_phone"),
        within_clinic("key_id", "person_key"),
        Index("ix_appended_words_patient", "patient_id", "id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    phone_id: Mapped[Ref]
    key_id: Mapped[Ref]
    written_at: Mapped[Moment]
    words_sealed: Mapped[bytes]
    mac: Mapped[bytes]
