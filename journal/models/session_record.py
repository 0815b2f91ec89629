"""What is recorded of a dosing session by the treatment team."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from journal.models.columns import Code, Ref, within_clinic
from journal.models.sealed_record import SealedRecord, of_patient


class SessionRecord(SealedRecord):
    """One part of the record of a session, under the patient's treatment ring; `part` says which: the checklists, what
    was given, the debrief, one adverse event, one entry of the log."""

    __tablename__ = "session_record"
    __table_args__ = of_patient(
        "session_record",
        within_clinic("session_id", "dosing_session"),
        Index("ix_session_record_session", "session_id", "part", "id"),
    )
    PLAIN: ClassVar[tuple[str, ...]] = ("session_id", "part")

    session_id: Mapped[Ref]
    part: Mapped[Code]
