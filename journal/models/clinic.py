"""The installation and its clinics."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment


class Installation(Model):
    """One row: what ties this database to its secret file, and whether it is a demonstration."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    check_value: Mapped[bytes]
    demonstration: Mapped[bool]


class Clinic(Model):
    """A clinic, and what it tells its patients."""

    __tablename__ = "clinic"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(64))
    country: Mapped[Code]
    phone: Mapped[str] = mapped_column(String(40))
    hours: Mapped[str] = mapped_column(String(200))
    out_of_hours: Mapped[str] = mapped_column(Text)
    reading_agreement: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    version: Mapped[int]
