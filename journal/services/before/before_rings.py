"""The ring of a record before the person: what is written for somebody who has no account yet goes under it."""

from __future__ import annotations

from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import BeforeRecord, Person
from journal.services.actor import Actor
from journal.services.before import before_rows
from journal.services.people import people
from journal.services.rings import held_rings, rings


def newest(actor: Actor, patient_id: UUID) -> RingKey:
    """The newest generation that the actor holds of the ring kept for somebody, for writing, as long as they have no
    account: after that nothing new is sealed under it. Where a colleague left it since, its keeper goes on to one that
    they never held. Raises `CannotOpen`."""
    record = _kept(patient_id)
    if actor.id == record.keeper_id and before_rows.ring_of(record).rotation_due:
        rings.renew_due(actor)
    return newest_of(actor, record)


def can_write(actor: Actor, patient_id: UUID) -> bool:
    """Whether the actor could write in the record that is kept of somebody."""
    try:
        newest_of(actor, _kept(patient_id))
    except CannotOpen:
        return False
    return True


def _kept(patient_id: UUID) -> BeforeRecord:
    person, record = db.session.get(Person, patient_id), before_rows.of_patient(patient_id)
    if person is None or person.status not in before_rows.WITHOUT_ACCOUNT or not people.is_current(person):
        raise CannotOpen
    if record is None:
        raise CannotOpen
    return record


def newest_of(actor: Actor, record: BeforeRecord) -> RingKey:
    """The newest generation of a record's ring that the actor holds; for its keeper none but the last. Raises
    `CannotOpen`."""
    ring = before_rows.ring_of(record)
    key = held_rings.newest_held(actor, ring.id)
    if actor.id == ring.owner_id and key.generation != ring.generation:
        raise CannotOpen
    return key
