"""Limits on tries, and the browsers that have signed in before."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Id, Moment, Ref, within_clinic


class Throttle(Model):
    """How often something was tried, under a keyed hash of who and from where: neither can be read from it.

    It belongs to no clinic: most of those who try in vain belong to none."""

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_begun", "begun_at"),)

    key_mac: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    tries: Mapped[int]
    begun_at: Mapped[Moment]
    blocked_until: Mapped[Moment]


class Device(Model):
    """A browser in which somebody has signed in, under a keyed hash of its cookie, which opens nothing."""

    __tablename__ = "device"
    __table_args__ = (
        within_clinic("person_id", "person"),
        UniqueConstraint("person_id", "token_mac"),
        Index("ix_device_token", "token_mac"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    token_mac: Mapped[bytes]
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
