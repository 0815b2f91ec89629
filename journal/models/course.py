"""Courses of treatment: their days and stage, and what is written about each under the patient's treatment ring."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from journal.models.columns import Code, Ref, within_clinic
from journal.models.sealed_record import SealedRecord, of_patient


class Course(SealedRecord):
    """A course of treatment. Its template, route and words are sealed; in the open are its first and last day and its
    stage: planned, running, maintenance or ended. One that was called off ends the day before it begins."""

    __tablename__ = "course"
    __table_args__ = of_patient("course")
    PLAIN: ClassVar[tuple[str, ...]] = ("starts_on", "ends_on", "stage")

    starts_on: Mapped[date]
    ends_on: Mapped[date]
    stage: Mapped[Code]


class CoursePart(SealedRecord):
    """What is written about a course, each once, with what stood there before: the dose plan, what the patient would
    prefer, and what they told of that; `part` says which."""

    __tablename__ = "course_part"
    __table_args__ = of_patient(
        "course_part",
        within_clinic("course_id", "course"),
        Index("ix_course_part_course", "course_id", "part", "id"),
    )
    PLAIN: ClassVar[tuple[str, ...]] = ("course_id", "part")

    course_id: Mapped[Ref]
    part: Mapped[Code]


class TreatmentConsent(SealedRecord):
    """A patient's answer to one version of the treatment text, for one course: each point, and when."""

    __tablename__ = "treatment_consent"
    __table_args__ = of_patient(
        "treatment_consent",
        within_clinic("course_id", "course"),
        within_clinic("text_id", "consent_text"),
        Index("ix_treatment_consent_course", "course_id", "text_id", "id"),
    )
    PLAIN: ClassVar[tuple[str, ...]] = ("course_id", "text_id")

    course_id: Mapped[Ref]
    text_id: Mapped[Ref]
