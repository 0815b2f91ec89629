"""Sealed records: written with their audit row, opened only if they are what that row says, ended without a trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.crypto.records import open_record, seal_record
from journal.crypto.sealing import Place
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import SealedRecord
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import audit, older
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.rings import held_rings

KEPT, DELETED = "kept", "deleted"


def write(actor: Actor, act: Act, row: SealedRecord, ring: RingKey, value: dict[str, Any]) -> None:
    """Seals what a record says as its next version, with its audit row; in the caller's unit of work."""
    begun = row.version is None
    row.version = 1 if begun else row.version + 1
    row.author_id, row.clinic_id = actor.id, actor.clinic_id
    row.state = row.state or KEPT
    row.created_at, row.changed_at = (clock.now(), None) if begun else (row.created_at, clock.now())
    row.ring_id, row.generation = ring.ring_id, ring.generation
    row.body_sealed = seal_record(row.__tablename__, ring, place_of(row), value)
    db.session.add(row)
    audit.record(act, actor.id, stamp(row))


def seal_anew(actor: Actor, act: Act, row: SealedRecord, ring: RingKey, value: dict[str, Any] | None) -> None:
    """Brings a record under another ring with what it says, or with nothing where that was destroyed: it stays who
    wrote it, and when. In the caller's unit of work."""
    row.version, row.ring_id, row.generation = row.version + 1, ring.ring_id, ring.generation
    if value is not None:
        row.body_sealed = seal_record(row.__tablename__, ring, place_of(row), value)
    audit.record(act, actor.id, stamp(row))


def destroy(actor: Actor | None, act: Act, row: SealedRecord) -> None:
    """Destroys what a record says and keeps that it was; in the caller's unit of work. Without anybody, who once did
    so is known from elsewhere."""
    row.state, row.body_sealed, row.version, row.changed_at = DELETED, None, row.version + 1, clock.now()
    audit.record(act, actor.id if actor else None, stamp(row))


def opened(
    actor: Actor, rows: Sequence[Any], table: type[SealedRecord] | None = None
) -> dict[UUID, dict[str, Any]]:  # fmt: skip
    """What these records say, by their ids; one that does not open, or was changed in the database, is left out.

    Rows that are columns alone, as long lists read them, come with the table they are of."""
    if not rows:
        return {}
    held_rings.load_rings(actor, {row.ring_id for row in rows})
    stale = audit.stale(actor.clinic_id, [stamp(row, table) for row in rows])
    found = ((row.id, _open(actor, row, table or type(row))) for row in rows if row.id not in stale)
    return {record_id: value for record_id, value in found if value is not None}


def open_one(actor: Actor, row: SealedRecord) -> dict[str, Any]:
    """What one record says. Raises `CannotOpen`."""
    value = opened(actor, [row]).get(row.id)
    if value is None:
        raise CannotOpen
    return value


def _open(actor: Actor, row: Any, table: type[SealedRecord]) -> dict[str, Any] | None:
    try:
        ring = held_rings.open_loaded(actor, row.ring_id, row.generation)
        return open_record(table.__tablename__, ring, place_of(row), row.body_sealed)
    except CannotOpen:
        return None


def opened_old(actor: Actor, row: SealedRecord) -> dict[str, Any]:
    """What a record says that a restore brought back and that was put out of force, for who writes it again. Raises
    `CannotOpen`."""
    held_rings.load_rings(actor, {row.ring_id})
    value = _open(actor, row, type(row)) if is_out_of_force(row) else None
    if value is None:
        raise CannotOpen
    return value


def id_for(actor: Actor, table: type[SealedRecord], record_id: UUID | None, token: str) -> UUID:
    """The id that was made with the form, if it was made for this person and is not taken; else a new one."""
    if record_id is None or not token_fits_id(server_secret(), actor.id, record_id, token):
        return make_id()
    return record_id if db.session.get(table, record_id) is None else make_id()


def was_sent(actor: Actor, table: type[SealedRecord], record_id: UUID | None, value: dict[str, Any]) -> bool:
    """Whether this form was sent before with the same words. Raises `NotAllowed` for an id that is somebody else's."""
    row = db.session.get(table, record_id) if record_id is not None else None
    if row is not None and row.author_id != actor.id:
        raise NotAllowed
    return row is not None and opened(actor, [row]).get(row.id) == value


def is_current(row: SealedRecord) -> bool:
    """Whether the record is what its newest audit row says."""
    return not audit.stale(row.clinic_id, [stamp(row)])


def is_out_of_force(row: SealedRecord) -> bool:
    """Whether a restore brought back an older state of the record, which counts no more."""
    return older.is_out_of_force(stamp(row))


def place_of(row: Any) -> Place:
    """The place what a record says is bound to."""
    return people.place(row.clinic_id, row.id, row.version, row.patient_id, row.author_id)


def stamp(row: Any, table: type[SealedRecord] | None = None) -> audit.Stamp:
    """The record as the audit remembers it, with the columns its table adds in the open."""
    return audit.stamp(
        row.clinic_id, row.id, row.version, row.patient_id, row.author_id, row.state, row.ring_id, row.generation,
        row.body_sealed, row.created_at, *(getattr(row, name) for name in (table or row).PLAIN),
        patient_id=row.patient_id,
    )  # fmt: skip
