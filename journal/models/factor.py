"""Second factors: what somebody proves besides their password."""

from __future__ import annotations

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Id, Moment, Ref, within_clinic


class Totp(Model):
    """A person's authenticator app: its sealed seed, and the time step of the last code that was used."""

    __tablename__ = "totp"
    __table_args__ = (within_clinic("person_id", "person"), UniqueConstraint("person_id"))

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    version: Mapped[int]
    seed_sealed: Mapped[bytes]
    last_step: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[Moment]
