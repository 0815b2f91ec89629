"""Marks of having reviewed a reflection, as the audit tells of them: a row that says so counts only with its act."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, select, union

from journal import clock
from journal.crypto.server import ServerSecret
from journal.extensions import db, server_secret
from journal.ids import first_id_of
from journal.models import AuditRow, Reading, Reflection
from journal.models.columns import IdBytes
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.reflections import texts

_MARKED = Act.REFLECTION_REVIEWED
_MARKS = (_MARKED, Act.REVIEW_UNDONE)
# columns alone: a thousand rows pass faster than as entities
_AUDIT, _MARK, _TEXT = AuditRow.__table__.c, Reading.__table__.c, Reflection.__table__.c
_TOLD = AuditRow.__table__.alias()
_OF_CLINIC = _AUDIT.clinic_id == bindparam("clinic")
_READER: BindParameter[Any] = bindparam("reader")
_OF_THESE = (
    select(_AUDIT.record_id, _AUDIT.actor_id, _AUDIT.act, _AUDIT.sequence, _AUDIT.mac)
    .where(_OF_CLINIC, _AUDIT.act.in_((*_MARKS, Act.REFLECTION_SAVED)))
    .where(_AUDIT.record_id.in_(bindparam("reflections", expanding=True)))
)
_NEWEST = (
    select(_AUDIT.sequence)
    .where(_OF_CLINIC, _AUDIT.record_id == _MARK.reflection_id)
    .where((_AUDIT.act == Act.REFLECTION_SAVED) | (_AUDIT.act.in_(_MARKS) & (_AUDIT.actor_id == _READER)))
    .order_by(_AUDIT.sequence.desc())
    .limit(1)
    .correlate(Reading.__table__)
    .scalar_subquery()
)
_SAVED = select(_TEXT.id, _TEXT.version).where(
    _TEXT.patient_id.in_(bindparam("patients", expanding=True)), _TEXT.state == texts.SHARED
)
# two ranges of an index each, and not one condition that looks at every row
_LATELY = union(
    _SAVED.where(_TEXT.id >= bindparam("first")), _SAVED.where(_TEXT.saved_at >= bindparam("since"))
).subquery()
_CLAIMED = (
    select(IdBytes(_MARK.reflection_id), _TOLD.c.sequence, _TOLD.c.mac)
    .select_from(_LATELY)
    .join(Reading.__table__, (_MARK.reflection_id == _LATELY.c.id) & (_MARK.reader_id == _READER))
    .outerjoin(_TOLD, (_TOLD.c.clinic_id == bindparam("clinic")) & (_TOLD.c.sequence == _NEWEST))
    .where(_MARK.reviewed_at.is_not(None), _MARK.reviewed_version >= _LATELY.c.version)
)
_READERS = select(Reading.reader_id).where(Reading.clinic_id == bindparam("clinic")).distinct()
_WRITERS = select(Reflection.patient_id).where(Reflection.clinic_id == bindparam("clinic")).distinct()
_ROWS = select(*_AUDIT).where(_OF_CLINIC, _AUDIT.sequence.in_(bindparam("sequences", expanding=True)))
_AT_ONCE = 500
# A queue that asked the audit of every mark ever made would grow with the years. Words wait for days; what somebody
# forged of older ones is found where a page opens them, and by the audit's verifying, which asks of all.
RECENT, _BEGINNING = timedelta(days=30), datetime.fromtimestamp(0, UTC)
_MOST_SEEN = 20_000
_Key = tuple[ServerSecret, bytes, int | None, bytes | None]
# Who made the marks whose MAC was found to hold: the queue asks for the same ones over and over, and rows never change.
_seen: dict[_Key, UUID | None] = {}


def unbelieved(
    clinic_id: UUID, reader_id: UUID, patient_ids: Collection[UUID], *, begun_since: datetime | None = None
) -> list[UUID]:
    """The shared reflections that a row calls reviewed by this reader as they stand now, and no act of theirs does;
    of those begun or saved in the last weeks, or since a moment that is named."""
    since = begun_since or clock.now() - RECENT
    wanted = {
        "clinic": clinic_id, "reader": reader_id, "patients": list(patient_ids),
        "since": since, "first": first_id_of(since),
    }  # fmt: skip
    found = db.session.execute(_CLAIMED, wanted).all()
    secret = server_secret()
    claimed: list[_Key] = [(secret, *row) for row in found]
    makers = _makers(clinic_id, claimed)
    return [UUID(bytes=key[1]) for key in claimed if makers.get(key) != reader_id]


def forged(clinic_id: UUID) -> list[UUID]:
    """The shared reflections of a clinic, of whatever age, that a row calls reviewed by somebody and no act does."""
    writers = db.session.scalars(_WRITERS, {"clinic": clinic_id}).all()
    readers = db.session.scalars(_READERS, {"clinic": clinic_id}).all()
    return [each for reader in readers for each in unbelieved(clinic_id, reader, writers, begun_since=_BEGINNING)]


def is_as_it_stands(clinic_id: UUID, reader_id: UUID, reflection_id: UUID) -> bool:
    """Whether this reader has reviewed the reflection since it was last saved, and stands by it."""
    told = [row for row in _told(clinic_id, [reflection_id]) if row.act not in _MARKS or row.actor_id == reader_id]
    return bool(_made(clinic_id, told[-1:]))


def standing(clinic_id: UUID, reflection_ids: Collection[UUID], reader_id: UUID | None = None) -> set[UUID]:
    """Those of these reflections that somebody, or just this reader, has reviewed in whichever version, and stands by
    it."""
    told = _told(clinic_id, reflection_ids) if reflection_ids else ()
    marks = (row for row in told if row.act in _MARKS and reader_id in (None, row.actor_id))
    return _made(clinic_id, {(row.record_id, row.actor_id): row for row in marks}.values())


def _told(clinic_id: UUID, reflection_ids: Collection[UUID]) -> Sequence[Any]:
    rows = db.session.execute(_OF_THESE, {"clinic": clinic_id, "reflections": list(reflection_ids)})
    return sorted(rows, key=lambda row: row.sequence)  # in order, SQLite would walk through the whole audit


def _made(clinic_id: UUID, rows: Iterable[Any]) -> set[UUID]:
    """The reflections that those of these rows are about which are marks that were made."""
    marks = {_key(row): row for row in rows if row.act == _MARKED}
    makers = _makers(clinic_id, marks)
    return {row.record_id for key, row in marks.items() if key in makers and makers[key] == row.actor_id}


def _makers(clinic_id: UUID, keys: Collection[_Key]) -> dict[_Key, UUID | None]:
    """Who made each mark; nobody where its row is none, or not as it was written."""
    known = {key: _seen[key] for key in keys if key in _seen}
    unseen = [key[2] for key in keys if key not in known and key[2] is not None]
    for start in range(0, len(unseen), _AT_ONCE):
        wanted = {"clinic": clinic_id, "sequences": unseen[start : start + _AT_ONCE]}
        for row in db.session.execute(_ROWS, wanted):
            if row.act == _MARKED and audit.row_holds(row):
                known[_key(row)] = row.actor_id
    if len(_seen) > _MOST_SEEN:
        _seen.clear()
    _seen.update(known)
    return known


def _key(row: Any) -> _Key:
    return (server_secret(), row.record_id.bytes, row.sequence, row.mac)
