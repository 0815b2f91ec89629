"""Notices: what is to be told to somebody by mail, as a kind and a time, never words."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, Ref, within_clinic


class Notice(Model):
    """One notice to one person: when it was written, tried, sent or given up."""

    __tablename__ = "notice"
    __table_args__ = (
        within_clinic("person_id", "person"),
        Index("ix_notice_due", "sent_at", "given_up_at", "next_try_at"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    person_id: Mapped[Ref]
    kind: Mapped[Code]
    created_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[Moment]
    sent_at: Mapped[OptionalMoment]
    given_up_at: Mapped[OptionalMoment]
