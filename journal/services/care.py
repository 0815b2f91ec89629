"""Care relations: which therapist is assigned to which patient, and who may really read now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from journal import clock
from journal.crypto.canonical import Part
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import CareRelation, Person, PersonKey, Reflection, Ring, RingGrant
from journal.permissions import About, Permission, require
from journal.services import audit, grants, people
from journal.services.actor import Actor
from journal.services.acts import Act
from journal.services.work import unit_of_work

ASKED, ACTIVE, DECLINED = "asked", "active", "declined"

_READERS = (
    select(CareRelation, Person, RingGrant)
    .join(Person, Person.id == CareRelation.therapist_id)
    .join(PersonKey, (PersonKey.person_id == Person.id) & (PersonKey.epoch == Person.epoch))
    .join(RingGrant, RingGrant.recipient_key_id == PersonKey.id)
    .where(RingGrant.ring_id == bindparam("ring"), RingGrant.generation == bindparam("generation"))
    .where(CareRelation.patient_id == bindparam("patient"), CareRelation.state == ACTIVE, Person.status == "active")
    .order_by(CareRelation.started_at)
)

_CARE_RING = (
    select(Ring.id, Ring.generation)
    .where(Ring.owner_id == bindparam("patient"), Ring.kind == "care")
    .order_by(Ring.id)
    .limit(1)
)
_PATIENTS = (
    select(CareRelation, Person)
    .join(Person, Person.id == CareRelation.patient_id)
    .where(CareRelation.therapist_id == bindparam("therapist"), CareRelation.state == ACTIVE)
)
_PAIR = select(CareRelation).where(
    CareRelation.patient_id == bindparam("patient"), CareRelation.therapist_id == bindparam("therapist")
)


class CareRefused(ValueError):
    """The therapist cannot be assigned so; the message says why."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A therapist who holds the key to what the patient shares."""

    id: UUID
    name: str
    since: datetime


def is_therapist(clinic_id: UUID, person_id: UUID) -> bool:
    """Whether this is a therapist of the clinic whose row is whole."""
    person = db.session.get(Person, person_id)
    return (
        person is not None and (person.clinic_id, person.role) == (clinic_id, "therapist") and people.is_whole(person)
    )


def ask(clinic_id: UUID, patient_id: UUID, therapist_id: UUID) -> UUID:
    """Assigns a therapist; nothing is readable until the patient says yes. Raises `CareRefused`."""
    with unit_of_work():
        patient = db.session.get(Person, patient_id)
        if patient is None or (patient.clinic_id, patient.role) != (clinic_id, "patient"):
            raise CareRefused("There is no such patient in this clinic.")
        if not is_therapist(clinic_id, therapist_id):
            raise CareRefused("There is no such therapist in this clinic.")
        relation = _relation(patient_id, therapist_id) or new_relation(clinic_id, patient_id, therapist_id)
        if relation.state == ACTIVE:
            raise CareRefused("This therapist reads for this patient already.")
        move(relation, ASKED, Act.CARE_ASKED, None)
    return relation.id


def readers(patient_id: UUID) -> list[Reader]:
    """The therapists who could read what the patient shares now: grants of the current care ring, in active care."""
    ring = db.session.execute(_CARE_RING, {"patient": patient_id}).one_or_none()
    return _readers(patient_id, *ring) if ring else []


def readers_of(reflection: Reflection) -> list[Reader]:
    """The therapists who can really read this reflection: grants of its very ring and generation, in active care."""
    if reflection.ring_id is None:
        return []
    shared_at = reflection.shared_at or reflection.saved_at
    found = _readers(reflection.patient_id, reflection.ring_id, reflection.generation)
    return [replace(reader, since=max(reader.since, shared_at)) for reader in found]


def _readers(patient_id: UUID, ring_id: UUID, generation: int) -> list[Reader]:
    """Those whose relation and grant are whole and newest."""
    wanted = {"patient": patient_id, "ring": ring_id, "generation": generation}
    found = [row for row in db.session.execute(_READERS, wanted).all() if is_whole(row[0])]
    stamps = [each for relation, _, grant in found for each in (stamp(relation), grants.stamp(grant))]
    stale = audit.stale(found[0][0].clinic_id, stamps) if found else set()
    return [
        Reader(person.id, people.name_of(person), relation.started_at or relation.asked_at)
        for relation, person, grant in found
        if relation.id not in stale and grant.id not in stale
    ]


def active_relation(patient_id: UUID, therapist_id: UUID) -> CareRelation | None:
    """The relation under which this therapist may read this patient now."""
    relation = _relation(patient_id, therapist_id)
    active = relation is not None and relation.state == ACTIVE and is_current(relation)
    return relation if active else None


def patients_of(actor: Actor) -> list[Person]:
    """The patients in this therapist's active care. Raises `NotAllowed`."""
    require(actor.who, Permission.PATIENT_LIST, About(actor.clinic_id))
    rows = db.session.execute(_PATIENTS, {"therapist": actor.id})
    found = [(relation, person) for relation, person in rows if is_whole(relation)]
    stale = audit.stale(actor.clinic_id, [stamp(relation) for relation, _ in found])
    return [person for relation, person in found if relation.id not in stale and people.is_whole(person)]


def _relation(patient_id: UUID, therapist_id: UUID) -> CareRelation | None:
    return db.session.scalars(_PAIR, {"patient": patient_id, "therapist": therapist_id}).one_or_none()


def new_relation(clinic_id: UUID, patient_id: UUID, therapist_id: UUID) -> CareRelation:
    """A relation that has not begun; `move` gives it its state, version and MAC."""
    return CareRelation(
        id=make_id(), clinic_id=clinic_id, patient_id=patient_id, therapist_id=therapist_id,
        state=ASKED, version=0, asked_at=clock.now(),
    )  # fmt: skip


def move(relation: CareRelation, state: str, act: Act, actor_id: UUID | None) -> None:
    """Brings a relation into a state, with its audit row; in the caller's unit of work."""
    relation.state, relation.version = state, relation.version + 1
    if state == ACTIVE:
        relation.started_at = clock.now()
    relation.mac = server_secret().mac("care-relation", *_parts(relation))
    db.session.add(relation)
    audit.record(act, actor_id, stamp(relation))


def is_whole(relation: CareRelation) -> bool:
    """Whether the relation's MAC holds."""
    return server_secret().mac_holds(relation.mac, "care-relation", *_parts(relation))


def is_current(relation: CareRelation) -> bool:
    """Whether the relation is whole, and what its newest audit row says."""
    return is_whole(relation) and not audit.stale(relation.clinic_id, [stamp(relation)])


def stamp(relation: CareRelation) -> audit.Stamp:
    """The relation as the audit remembers it."""
    return audit.stamp(
        relation.clinic_id, relation.id, relation.version, *_parts(relation), patient_id=relation.patient_id
    )


def _parts(relation: CareRelation) -> tuple[Part, ...]:
    return (
        relation.id, relation.clinic_id, relation.patient_id, relation.therapist_id, relation.state, relation.version,
    )  # fmt: skip
