"""Letting colleagues into a record before the person, by its keeper, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.extensions import db
from journal.models import BeforeRecord, Person, PersonKey, Ring, RingGrant
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.before import before_rows, opening
from journal.services.before.opening import BeforeRefused
from journal.services.people import people
from journal.services.people.people import PersonCard
from journal.services.rings import grants, pins, rings, taking_back
from journal.services.work import unit_of_work
from journal.treatment_predicates import CLINICIANS


@dataclass(frozen=True, slots=True)
class Colleague:
    """A clinician who was let into a record; `has_key` unless their keys are others by now."""

    id: UUID
    name: str
    role: str
    since: datetime
    has_key: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clinician who can be let in, with the words of their key."""

    id: UUID
    name: str
    role: str
    credentials: str
    words: str
    fingerprint: str


def colleagues(record: BeforeRecord) -> tuple[Colleague, ...]:
    """Who was let into a record, by name."""
    found: dict[UUID, Colleague] = {}
    for grant in before_rows.let_in(record):
        person = db.session.get_one(Person, grant.recipient_id)
        key = db.session.get_one(PersonKey, grant.recipient_key_id)
        before = found.get(person.id)
        since = min(grant.created_at, before.since) if before else grant.created_at
        has_key = key.epoch == person.epoch or (before is not None and before.has_key)
        found[person.id] = Colleague(person.id, people.name_of(person), person.role, since, has_key)
    return tuple(sorted(found.values(), key=lambda each: each.name.casefold()))


def free(actor: Actor, record: BeforeRecord) -> tuple[PersonCard, ...]:
    """The clinicians of the clinic whom the keeper can let in, by name."""
    holding = {each.id for each in colleagues(record) if each.has_key} | {record.keeper_id}
    theirs = (Person.clinic_id == actor.clinic_id) & Person.role.in_(CLINICIANS) & (Person.status == "active")
    found = (people.card(person) for person in db.session.scalars(select(Person).where(theirs)))
    return tuple(sorted((each for each in found if each.id not in holding), key=lambda each: each.name.casefold()))


def candidate(actor: Actor, patient_id: UUID, clinician_id: UUID) -> Candidate:
    """A clinician whom the keeper is about to let in. Raises `NotAllowed`, `KeyRefused`."""
    record = before_rows.of_patient(patient_id)
    if record is None or record.keeper_id != actor.id or clinician_id == actor.id:
        raise NotAllowed
    person, key = _clinician(actor, clinician_id)
    public = people.public_keys(key)
    told = (people.name_of(person), person.role, people.credentials_of(person))
    return Candidate(person.id, *told, public.in_words(), public.fingerprint().hex())


def _clinician(actor: Actor, clinician_id: UUID) -> tuple[Person, PersonKey]:
    known = db.session.get(Person, clinician_id)
    if known is None or (known.clinic_id, known.role in CLINICIANS) != (actor.clinic_id, True):
        raise NotAllowed
    return people.current_key(clinician_id)


def let_in(actor: Actor, patient_id: UUID, clinician_id: UUID, fingerprint: str) -> None:
    """Grants a colleague every generation of the ring, to the key whose words stood on the page. Raises `NotAllowed`,
    `BeforeRefused`, `KeyRefused`."""
    with unit_of_work():
        record = opening.kept(actor, patient_id)
        if clinician_id == record.keeper_id:
            raise NotAllowed
        _refuse_with_account(patient_id)
        _, key = _clinician(actor, clinician_id)
        pins.require_shown(people.public_keys(key), fingerprint)
        pins.pin_anew(actor.who, actor.keys, key)
        grants.grant_missing(actor.who, actor.keys, rings.all_generations(actor, _own_ring(record).id), key)
        audit.record_about(Act.BEFORE_LET_IN, actor.id, before_rows.stamp(record))


def _own_ring(record: BeforeRecord) -> Ring:
    try:
        return before_rows.ring_of(record)
    except CannotOpen as error:
        raise KeyRefused from error


def _refuse_with_account(patient_id: UUID) -> None:
    if db.session.get_one(Person, patient_id).epoch:
        raise BeforeRefused("They have an account now: the clinic asks them who may read, and they answer.")


def take_back(actor: Actor, patient_id: UUID, clinician_id: UUID) -> None:
    """Takes the ring back from a colleague at once, and goes on to a generation that they never held; by the keeper,
    or by the colleague, in whose case the next generation comes with the keeper. Raises `NotAllowed`."""
    with unit_of_work():
        record = before_rows.to_change(patient_id)
        if record is None or actor.id not in (record.keeper_id, clinician_id):
            raise NotAllowed
        held = [grant for grant in before_rows.let_in(record) if grant.recipient_id == clinician_id]
        if not held:
            raise NotAllowed
        _take(record, held, actor.id)
        if actor.id == record.keeper_id:
            rings.renew_due(actor)


def _take(record: BeforeRecord, held: list[RingGrant], actor_id: UUID) -> None:
    ring = before_rows.ring_of(record)
    for grant in held:
        taking_back.remove(grant, actor_id)
    db.session.flush()
    taking_back.fall_due(ring, actor_id)
    audit.record_about(Act.BEFORE_TAKEN_BACK, actor_id, before_rows.stamp(record))
    db.session.flush()
