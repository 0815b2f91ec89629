"""The sealed records that lie under the ring of a record before the person: counted, brought on, destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from sqlalchemy import delete, func, select

from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import BeforeRecord, Ring, RingGrant, RingKeyRow, SealedRecord
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.rings import ring_rows, taking_back


def count(record: BeforeRecord) -> int:
    """How many records are kept, without those that were destroyed."""
    return sum(map(partial(_count, record), SealedRecord.__subclasses__()))


def _count(record: BeforeRecord, table: type[SealedRecord]) -> int:
    kept = (table.ring_id == record.ring_id) & table.body_sealed.is_not(None)
    return db.session.scalars(select(func.count(table.id)).where(kept)).one()


def _rows(record: BeforeRecord) -> Iterator[list[SealedRecord]]:
    """The rows under the ring, table by table, held."""
    for table in SealedRecord.__subclasses__():
        mine = select(table).where(table.ring_id == record.ring_id).order_by(table.id).with_for_update()
        found = list(db.session.scalars(mine.execution_options(populate_existing=True)))
        if found:
            yield found


def seal_all_anew(actor: Actor, record: BeforeRecord, ring: RingKey) -> tuple[int, int]:
    """Brings every record under another ring, as its author wrote it; gives how many, and how many did not open and
    stay where they are. In the caller's unit of work."""
    brought = left = 0
    for rows in _rows(record):
        values = sealed_records.opened(actor, [row for row in rows if row.body_sealed is not None])
        for row in rows:
            if row.patient_id == record.patient_id and (row.id in values or _was_destroyed(row)):
                sealed_records.seal_anew(actor, Act.RECORD_TAKEN_OVER, row, ring, values.get(row.id))
                brought += int(row.id in values)
            else:
                left += 1
    return brought, left


def _was_destroyed(row: SealedRecord) -> bool:
    return row.body_sealed is None and sealed_records.is_current(row)


def destroy_all(actor: Actor, record: BeforeRecord) -> None:
    """Destroys what every record says, and the keys with it; in the caller's unit of work."""
    for rows in _rows(record):
        for row in rows:
            if row.body_sealed is not None:
                sealed_records.destroy(actor, Act.RECORD_DESTROYED, row)
    end_ring(record, actor.id)


def end_ring(record: BeforeRecord, actor_id: UUID) -> None:
    """Deletes every grant and key of the ring and ends it; in the caller's unit of work."""
    for grant in db.session.scalars(select(RingGrant).where(RingGrant.ring_id == record.ring_id)).all():
        taking_back.remove(grant, actor_id)
    db.session.flush()
    db.session.execute(delete(RingKeyRow).where(RingKeyRow.ring_id == record.ring_id))
    ring_rows.end(db.session.get_one(Ring, record.ring_id, with_for_update=True), actor_id)
