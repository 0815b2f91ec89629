"""People, the keys of each epoch, their ways in, and their sign-ins."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalCode, OptionalMoment, Ref, Uuid, ZoneName, within_clinic


class Person(Model):
    """Somebody of a clinic; `mac` covers role, status, epoch, version and second factors."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("clinic_id", "id"),)

    id: Mapped[Id]
    clinic_id: Mapped[Ref] = mapped_column(Uuid, ForeignKey("clinic.id"))
    role: Mapped[Code]
    status: Mapped[Code]
    epoch: Mapped[int]
    version: Mapped[int]
    factors: Mapped[bytes | None]  # digest of all second factors; none where there is none
    email_index: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    email_sealed: Mapped[bytes]
    name_sealed: Mapped[bytes]
    identifier_sealed: Mapped[bytes]
    quick_lock_sealed: Mapped[bytes | None]  # the PIN of a shared phone, under the account key
    credentials_sealed: Mapped[bytes | None]  # what staff may put behind their name, such as "LMFT"
    licence_sealed: Mapped[bytes | None]  # its number and the day it runs out, of staff who hold one
    phone_sealed: Mapped[bytes | None]  # on which the clinic can reach a patient
    help_country_sealed: Mapped[
        bytes | None
    ]  # whose help lines a patient is shown, if not those of the clinic's country
    theme: Mapped[Code]
    text_size: Mapped[Code]
    time_zone: Mapped[str | None] = mapped_column(ZoneName(32))  # of whoever does not live by their clinic's
    created_at: Mapped[Moment]
    mac: Mapped[bytes]


class PersonKey(Model):
    """The key pairs of a person in one epoch; old public keys stay for old signatures."""

    __tablename__ = "person_key"
    __table_args__ = (
        within_clinic("person_id", "person"),
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("person_id", "epoch"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    epoch: Mapped[int]
    suite: Mapped[int]
    sealing_public: Mapped[bytes]
    signing_public: Mapped[bytes]
    private_sealed: Mapped[bytes]
    created_at: Mapped[Moment]
    mac: Mapped[bytes]


class Slot(Model):
    """One way in: what proves a password or code, and the account key it opens."""

    __tablename__ = "slot"
    __table_args__ = (within_clinic("person_id", "person"), UniqueConstraint("person_id", "kind"))

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    kind: Mapped[str] = mapped_column(String(64))  # of a passkey it holds the passkey's id
    profile: Mapped[Code]
    salt: Mapped[bytes]
    epoch: Mapped[int]
    version: Mapped[int]
    verifier_sealed: Mapped[bytes]
    account_key_sealed: Mapped[bytes]
    created_at: Mapped[Moment]


class SignIn(Model):
    """One sign-in; it loses its key when it ends and stays a day to name whose words are given back."""

    __tablename__ = "sign_in"
    __table_args__ = (
        within_clinic("person_id", "person"),
        UniqueConstraint("id_hash"),
        Index("ix_sign_in_person", "clinic_id", "person_id"),
        Index("ix_sign_in_expiry", "expires_at"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    id_hash: Mapped[bytes]
    level: Mapped[Code]
    epoch: Mapped[int]
    key_sealed: Mapped[bytes | None]
    new_password_sealed: Mapped[bytes | None]  # of a recovery that waits for the second factor
    proved_at: Mapped[OptionalMoment]
    proof_mac: Mapped[bytes | None]
    begun_mac: Mapped[bytes | None]  # that this server began it, for whom, until when, and last saw them
    device: Mapped[OptionalCode]  # in words, such as "Firefox on Android"
    locked_at: Mapped[OptionalMoment]
    wrong_codes: Mapped[int] = mapped_column(default=0, server_default="0")  # PINs typed since it was locked
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]
    ended_by: Mapped[OptionalCode]
