"""Safety flags: that the clinic is to look after somebody, and what was done; why is sealed."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from journal.models.columns import Code, OptionalMoment, OptionalRef, Ref, within_clinic
from journal.models.sealed_record import SealedRecord, of_patient


class SafetyFlag(SealedRecord):
    """One flag of a patient; `state` is open, acknowledged or closed, and its cause is sealed.

    Flags of a patient are numbered and their ids made of that, so that one which is taken out is missed. A clinician
    without a key moves a flag on as well, so `moves` counts that and `version` stays with what is sealed."""

    __tablename__ = "safety_flag"
    __table_args__ = of_patient(
        "safety_flag",
        within_clinic("acknowledged_by", "person"),
        within_clinic("closed_by", "person"),
        UniqueConstraint("patient_id", "number"),
        Index("ix_safety_flag_clinic", "clinic_id", "state"),
    )
    PLAIN: ClassVar[tuple[str, ...]] = (
        "number", "moves", "steps", "contact_at", "acknowledged_at", "acknowledged_by", "closed_at", "closed_by",
    )  # fmt: skip

    number: Mapped[int]
    moves: Mapped[int]
    steps: Mapped[int]  # how many were written: one that is taken out is missed
    contact_at: Mapped[OptionalMoment]  # when the patient asked to be contacted; none where they did not
    acknowledged_at: Mapped[OptionalMoment]
    acknowledged_by: Mapped[OptionalRef]
    closed_at: Mapped[OptionalMoment]
    closed_by: Mapped[OptionalRef]


class SafetyStep(SealedRecord):
    """What somebody of the clinic did about a flag, or the note it was closed with; written once, by `kind`."""

    __tablename__ = "safety_step"
    __table_args__ = of_patient(
        "safety_step", within_clinic("flag_id", "safety_flag"), Index("ix_safety_step_flag", "flag_id")
    )
    PLAIN: ClassVar[tuple[str, ...]] = ("flag_id", "kind")

    flag_id: Mapped[Ref]
    kind: Mapped[Code]
