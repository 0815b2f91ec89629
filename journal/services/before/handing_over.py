"""Handing a record over to its person: once they have come, and its keeper has made sure that it is them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import AuditRow, BeforeRecord, Person, PersonKey, RingGrant
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.before import before_rows, opening
from journal.services.before.opening import BeforeRefused
from journal.services.people import people
from journal.services.rings import grants, held_rings, rings, taking_back
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class Arrived:
    """A person who has an account by now, since when, and whether they said that the record is not theirs."""

    patient_id: UUID
    name: str
    since: datetime | None
    refused: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would be given a record, and the words of their key."""

    patient_id: UUID
    name: str
    identifier: str
    words: str


def waiting(actor: Actor) -> list[Arrived]:
    """The people whose record the actor keeps, who have come, and to whom it is not handed over as they can take it."""
    found = (_arrived(record) for record in before_rows.of_keeper(actor.id))
    return [arrived for arrived in found if arrived is not None]


def _arrived(record: BeforeRecord) -> Arrived | None:
    person = db.session.get_one(Person, record.patient_id)
    if person.status != "active" or not people.is_current(person):
        return None
    if record.state == before_rows.HANDED and _to_present_key(record, person):
        return None
    joined = (AuditRow.clinic_id == person.clinic_id) & (AuditRow.record_id == person.id)
    query = select(AuditRow.at).where(joined, AuditRow.act == Act.PERSON_JOINED).order_by(AuditRow.sequence.desc())
    since = db.session.scalars(query.limit(1)).first()
    return Arrived(person.id, people.name_of(person), since, refused=record.state == before_rows.REFUSED)


def _to_present_key(record: BeforeRecord, person: Person) -> list[RingGrant]:
    """What was handed over to the key that the person has now: new keys of theirs open nothing of what was before."""
    query = (
        select(RingGrant)
        .join(PersonKey, PersonKey.id == RingGrant.recipient_key_id)
        .where(RingGrant.ring_id == record.ring_id, RingGrant.kind == grants.HANDED)
        .where(PersonKey.person_id == person.id, PersonKey.epoch == person.epoch)
    )
    found = db.session.scalars(query).all()
    return held_rings.current(record.clinic_id, found) if found else []


def recipient(actor: Actor, patient_id: UUID) -> Recipient:
    """The person who is about to be given their record, for its keeper to compare. Raises `NotAllowed`,
    `KeyRefused`."""
    record = before_rows.of_patient(patient_id)
    if record is None or record.keeper_id != actor.id or not db.session.get_one(Person, patient_id).epoch:
        raise NotAllowed
    person, key = people.current_key(patient_id)
    words = people.public_keys(key).in_words()
    return Recipient(person.id, people.name_of(person), people.identifier_of(person), words)


def hand_over(actor: Actor, patient_id: UUID, words: str) -> None:
    """Grants every generation of the ring to its person, who is asked before it is opened; to the key whose words the
    keeper has compared. Raises `NotAllowed`, `BeforeRefused`, and `KeyRefused` when the key is another one by now."""
    with unit_of_work():
        record = opening.kept(actor, patient_id)
        person, key = people.current_key(patient_id)
        if (person.clinic_id, person.role) != (record.clinic_id, "patient"):
            raise KeyRefused
        if people.public_keys(key).in_words() != words:
            raise KeyRefused
        generations = _generations(actor, record)
        if not generations:
            raise BeforeRefused("You hold no key to this record any more, so it cannot be handed over.")
        for ring in generations:
            taking_back.make_way(ring, key, actor.id)
            grants.hand_over_ring(actor, ring, key)
        before_rows.move(record, before_rows.HANDED, Act.BEFORE_HANDED, actor.id)


def _generations(actor: Actor, record: BeforeRecord) -> list[RingKey]:
    try:
        return rings.all_generations(actor, before_rows.ring_of(record).id)
    except CannotOpen as error:
        raise KeyRefused from error
