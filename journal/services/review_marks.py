"""Marks of having reviewed a reflection, as the audit tells of them: a row that says so counts only with its act."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, and_, bindparam, select

from journal.extensions import db, server_secret
from journal.models import AuditRow, Reading, Reflection
from journal.services import audit, texts
from journal.services.acts import Act

_MARKS = (Act.REFLECTION_REVIEWED, Act.REVIEW_UNDONE)
_OF_CLINIC = AuditRow.clinic_id == bindparam("clinic")
_TOLD = (
    select(AuditRow.record_id, AuditRow.actor_id, AuditRow.act, AuditRow.sequence, AuditRow.mac)
    .where(_OF_CLINIC, AuditRow.act.in_((*_MARKS, Act.REFLECTION_SAVED)))
    .order_by(AuditRow.sequence)
)
_OF_THESE = _TOLD.where(AuditRow.record_id.in_(bindparam("reflections", expanding=True)))
_CLAIMED = (
    select(Reading.reflection_id)
    .join(Reflection, Reflection.id == Reading.reflection_id)
    .where(Reading.reader_id == bindparam("reader"), Reading.reviewed_at.is_not(None))
    .where(Reading.reviewed_version >= Reflection.version, Reflection.state == texts.SHARED)
    .where(Reflection.patient_id.in_(bindparam("patients", expanding=True)))
)
_OF_CLAIMED = _TOLD.where(AuditRow.record_id.in_(_CLAIMED))
_ROWS = select(*AuditRow.__table__.c).where(
    and_(_OF_CLINIC, AuditRow.sequence.in_(bindparam("sequences", expanding=True)))
)
_AT_ONCE = 500
_MOST_SEEN = 20_000
# Rows of marks whose MAC was found to hold: the queue asks for the same ones over and over, and rows never change.
_seen: set[tuple[Any, ...]] = set()


def unbelieved(clinic_id: UUID, reader_id: UUID, patient_ids: Collection[UUID]) -> list[UUID]:
    """The shared reflections that a row calls reviewed by this reader as they stand now, and no act of theirs does."""
    wanted = {"reader": reader_id, "patients": list(patient_ids)}
    claimed = set(db.session.scalars(_CLAIMED, wanted))
    if not claimed:
        return []
    return sorted(claimed - _newest(clinic_id, _told(_OF_CLAIMED, clinic_id, **wanted), reader_id))


def is_as_it_stands(clinic_id: UUID, reader_id: UUID, reflection_id: UUID) -> bool:
    """Whether this reader has reviewed the reflection since it was last saved, and stands by it."""
    return bool(_newest(clinic_id, _told(_OF_THESE, clinic_id, reflections=[reflection_id]), reader_id))


def standing(clinic_id: UUID, reflection_ids: Collection[UUID], reader_id: UUID | None = None) -> set[UUID]:
    """Those of these reflections that somebody, or just this reader, has reviewed in whichever version, and stands by
    it."""
    told = _told(_OF_THESE, clinic_id, reflections=list(reflection_ids)) if reflection_ids else ()
    by = {row.actor_id for row in told} if reader_id is None else {reader_id}
    last = {(row.record_id, row.actor_id): row for row in told if row.act in _MARKS and row.actor_id in by}
    return {row.record_id for row in _held(clinic_id, last.values())}


def _newest(clinic_id: UUID, told: Sequence[Any], reader_id: UUID) -> set[UUID]:
    """Where the reader's mark is the newest word; a version saved since waits again."""
    last = {row.record_id: row for row in told if row.act == Act.REFLECTION_SAVED or row.actor_id == reader_id}
    return {row.record_id for row in _held(clinic_id, last.values())}


def _told(query: Executable, clinic_id: UUID, **wanted: Any) -> Sequence[Any]:
    return db.session.execute(query, {"clinic": clinic_id, **wanted}).all()


def _held(clinic_id: UUID, rows: Iterable[Any]) -> list[Any]:
    """Those of these rows that are marks whose MAC holds."""
    marks = {_key(clinic_id, row): row for row in rows if row.act == Act.REFLECTION_REVIEWED}
    held = {key for key in marks if key in _seen}
    unseen = [row.sequence for key, row in marks.items() if key not in held]
    for start in range(0, len(unseen), _AT_ONCE):
        found = _told(_ROWS, clinic_id, sequences=unseen[start : start + _AT_ONCE])
        held.update(_key(clinic_id, row) for row in found if audit.row_holds(row))
    _remember(held)
    return [row for key, row in marks.items() if key in held]


def _key(clinic_id: UUID, row: Any) -> tuple[Any, ...]:
    return (server_secret(), clinic_id, row.sequence, row.record_id, row.actor_id, row.act, row.mac)


def _remember(keys: Iterable[tuple[Any, ...]]) -> None:
    if len(_seen) > _MOST_SEEN:
        _seen.clear()
    _seen.update(keys)
