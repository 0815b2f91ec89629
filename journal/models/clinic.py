"""The installation and its clinics."""

from __future__ import annotations

from sqlalchemy import String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, DayMinutes, Id, Moment, OptionalMoment, ZoneName


class Installation(Model):
    """One row: what ties this database to its secret file, and whether it is a demonstration, or was filled from a
    backup and not reconciled since."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    check_value: Mapped[bytes]
    demonstration: Mapped[bool]
    restored_at: Mapped[OptionalMoment]


class Clinic(Model):
    """A clinic, and what it tells its patients."""

    __tablename__ = "clinic"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(ZoneName(64))
    country: Mapped[Code]
    phone: Mapped[str] = mapped_column(String(40))
    hours: Mapped[str] = mapped_column(String(200))
    out_of_hours: Mapped[str] = mapped_column(Text)
    reading_agreement: Mapped[str] = mapped_column(Text)
    decisions_at_minutes: Mapped[int] = mapped_column(DayMinutes, default=540, server_default="540")  # after a session
    closed_at: Mapped[OptionalMoment]  # nobody is invited or assigned any more; patients keep what is theirs
    idle_staff_minutes: Mapped[int] = mapped_column(default=15, server_default="15")
    idle_patient_minutes: Mapped[int] = mapped_column(default=30, server_default="30")
    adult_age: Mapped[int] = mapped_column(default=18, server_default="18")
    help_lines: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")  # JSON; empty: the country's
    keeps_withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    retention_years: Mapped[int] = mapped_column(default=7, server_default="7")
    record_chart: Mapped[str] = mapped_column(Text, default="", server_default="")  # empty: not decided yet
    record_court: Mapped[str] = mapped_column(Text, default="", server_default="")
    record_insurer: Mapped[str] = mapped_column(Text, default="", server_default="")
    # outside of these, what is measured at a session is marked
    systolic_least: Mapped[int] = mapped_column(default=90, server_default="90")
    systolic_most: Mapped[int] = mapped_column(default=160, server_default="160")
    diastolic_least: Mapped[int] = mapped_column(default=50, server_default="50")
    diastolic_most: Mapped[int] = mapped_column(default=100, server_default="100")
    pulse_least: Mapped[int] = mapped_column(default=50, server_default="50")
    pulse_most: Mapped[int] = mapped_column(default=120, server_default="120")
    oxygen_least: Mapped[int] = mapped_column(default=92, server_default="92")
    distress_most: Mapped[int] = mapped_column(default=7, server_default="7")
    red_flags: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")  # JSON: the clinic's own
    flag_hours: Mapped[int] = mapped_column(default=24, server_default="24")  # open, until a flag is overdue
    open_hours: Mapped[str] = mapped_column(Text, default="", server_default="")  # JSON by weekday; empty: always
    flag_answer: Mapped[str] = mapped_column(Text, default="", server_default="")  # empty: our words
    course_templates: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")  # JSON; empty: ours
    measures_away: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")  # JSON: ids not offered
    cadence: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")  # JSON; empty: ours
    created_at: Mapped[Moment]
    version: Mapped[int]
