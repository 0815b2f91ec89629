"""What is asked before a treatment: the parts of an evaluation, earlier treatments, red flags, and the clearance."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from journal.models.columns import Code
from journal.models.sealed_record import SealedRecord, of_patient


class EvaluationSection(SealedRecord):
    """One part of a patient's evaluation, under their treatment ring: every answer with who wrote it."""

    __tablename__ = "evaluation_section"
    __table_args__ = of_patient("evaluation_section", UniqueConstraint("patient_id", "section"))
    PLAIN: ClassVar[tuple[str, ...]] = ("section",)

    section: Mapped[Code]


class EarlierTreatment(SealedRecord):
    """One treatment that a patient had before. `state` is kept or deleted."""

    __tablename__ = "earlier_treatment"
    __table_args__ = of_patient("earlier_treatment")


class RedFlag(SealedRecord):
    """One red flag of a patient: every answer to it and every signature on it, in order, in one sealed value."""

    __tablename__ = "red_flag"
    __table_args__ = of_patient("red_flag", UniqueConstraint("patient_id", "flag"))
    PLAIN: ClassVar[tuple[str, ...]] = ("flag",)

    flag: Mapped[Code]


class Clearance(SealedRecord):
    """Whether a patient is cleared for treatment: every time it was given and withdrawn, in one sealed value."""

    __tablename__ = "clearance"
    __table_args__ = of_patient("clearance", UniqueConstraint("patient_id"))
