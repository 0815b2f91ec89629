"""Rows of the record of a session: which parts there are, and where each is found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import SessionRecord
from journal.services import sealed_records

READINESS, GIVEN, SUPPORTS, PRESENT, LEAVING, DEBRIEF = (
    "readiness", "given", "supports", "present", "leaving", "debrief",
)  # fmt: skip
PARTS = (READINESS, PRESENT, GIVEN, SUPPORTS, LEAVING, DEBRIEF)  # each once, in the order of the day
EVENT, ENTRY = "event", "entry"  # each as often as there is one
EARLIER = "earlier"  # in what a record says: what it said before, oldest first


def of_session(session_id: UUID, parts: Collection[str]) -> list[SessionRecord]:
    """The kept rows of these parts, in the order in which they were made."""
    mine = (SessionRecord.session_id == session_id) & SessionRecord.part.in_(parts)
    kept = SessionRecord.state == sealed_records.KEPT
    return list(db.session.scalars(select(SessionRecord).where(mine, kept).order_by(SessionRecord.id)))


def is_begun(session_id: UUID) -> bool:
    """Whether anything is recorded of a session."""
    mine = select(SessionRecord.id).where(SessionRecord.session_id == session_id).limit(1)
    return db.session.scalars(mine).first() is not None


def one(session_id: UUID, part: str, record_id: UUID | None = None) -> SessionRecord | None:
    """The row of a part there is once, or one of those there are more of."""
    mine = (SessionRecord.session_id == session_id) & (SessionRecord.part == part)
    these = mine if record_id is None else mine & (SessionRecord.id == record_id)
    kept = SessionRecord.state == sealed_records.KEPT
    return db.session.scalars(select(SessionRecord).where(these, kept).order_by(SessionRecord.id).limit(1)).first()


def new(record_id: UUID, session_id: UUID, patient_id: UUID, part: str) -> SessionRecord:
    """A row that says nothing yet; `sealed_records.write` gives it the rest."""
    return SessionRecord(id=record_id, session_id=session_id, patient_id=patient_id, part=part)


def says(value: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says now, without what stood there before."""
    return {name: each for name, each in value.items() if name != EARLIER}


def anew(row: SessionRecord, before: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says from now on; below it stays what stood there, with who wrote it and when."""
    written = {"by": row.author_id.hex, "written_at": (row.changed_at or row.created_at).isoformat()}
    return {**value, EARLIER: [*before.get(EARLIER, ()), {**says(before), **written}]}
