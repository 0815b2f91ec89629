"""Generations of a patient's rings whose keys they lost: known by the epoch each was wrapped in, without any key."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import CannotOpen
from journal.crypto.sealing import key_version
from journal.extensions import db
from journal.models import Person, Ring, RingGrant, RingKeyRow
from journal.services.rings import held_rings

RETURNABLE = ("care", "treatment")


def of(patient_id: UUID) -> list[RingKeyRow]:
    """The lost generations that others may hold, oldest first: never one of the private ring."""
    query = (
        select(RingKeyRow, Person.epoch)
        .join(Ring, Ring.id == RingKeyRow.ring_id)
        .join(Person, Person.id == Ring.owner_id)
        .where(Ring.owner_id == patient_id, Ring.kind.in_(RETURNABLE), Person.epoch > 1)
        .order_by(RingKeyRow.ring_id, RingKeyRow.generation)
    )
    return [row for row, epoch in db.session.execute(query) if _epoch(row) < epoch]


def is_lost(ring_id: UUID | None, generation: int) -> bool:
    """Whether this generation of any ring was wrapped under keys that its owner has lost."""
    query = (
        select(RingKeyRow, Person.epoch)
        .join(Ring, Ring.id == RingKeyRow.ring_id)
        .join(Person, Person.id == Ring.owner_id)
        .where(RingKeyRow.ring_id == ring_id, RingKeyRow.generation == generation)
    )
    found = db.session.execute(query).one_or_none()
    return found is not None and _epoch(found[0]) < found[1]


def wait_with(therapist_id: UUID, patient_id: UUID) -> bool:
    """Whether this therapist holds what the patient lost the key to, so that it could still be given back."""
    return bool(held_by(therapist_id, None, of(patient_id)))


def held_by(person_id: UUID, key_id: UUID | None, rows: Iterable[RingKeyRow]) -> list[RingKeyRow]:
    """Those of these generations that were granted to this key of somebody, or to any, and not taken back."""
    wanted = {(row.ring_id, row.generation): row for row in rows}
    if not wanted:
        return []
    ring_ids = {ring_id for ring_id, _ in wanted}
    theirs = RingGrant.recipient_id == person_id
    if key_id is not None:
        theirs &= RingGrant.recipient_key_id == key_id
    grants = db.session.scalars(select(RingGrant).where(theirs, RingGrant.ring_id.in_(ring_ids))).all()
    current = held_rings.current(grants[0].clinic_id, grants) if grants else []
    return [wanted[pair] for grant in current if (pair := (grant.ring_id, grant.generation)) in wanted]


def _epoch(row: RingKeyRow) -> int:
    try:
        return key_version(row.key_sealed)
    except CannotOpen:
        return 0
