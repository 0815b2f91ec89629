"""Care relations: which therapist is assigned to which patient, and who may really read now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from journal import clock
from journal.extensions import db
from journal.models import CareRelation, Clinic, Person, PersonKey, Reflection, Ring, RingGrant
from journal.permissions import About, Permission, require
from journal.services import notices
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import cover_rows
from journal.services.care.care_rows import (
    ACTIVE,
    ASKED,
    DECLINED,
    ENDED,
    current,
    is_current,
    is_whole,
    move,
    new_relation,
    stamp,
)  # fmt: skip
from journal.services.care.cover_rows import covered_by, live_covers
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.rings import grants
from journal.services.work import already_found, found_once, unit_of_work

__all__ = [
    "ACTIVE", "ASKED", "DECLINED", "ENDED", "CareRefused", "Reader", "active_relation", "ask", "covered_by", "current",
    "holders", "in_care", "is_current", "is_therapist", "is_whole", "live_covers", "move", "new_relation",
    "patients_of", "readers", "readers_of", "stamp",
]  # fmt: skip

_HOLDERS = (
    select(Person, RingGrant)
    .join(PersonKey, (PersonKey.person_id == Person.id) & (PersonKey.epoch == Person.epoch))
    .join(RingGrant, RingGrant.recipient_key_id == PersonKey.id)
    .where(RingGrant.ring_id == bindparam("ring"), RingGrant.generation == bindparam("generation"))
    .where(Person.status == "active")
)
_READERS = (
    _HOLDERS.add_columns(CareRelation)
    .join(CareRelation, CareRelation.therapist_id == Person.id)
    .where(CareRelation.patient_id == bindparam("patient"), CareRelation.state == ACTIVE)
    .order_by(CareRelation.started_at)
)
_OF_ALL = (Ring.owner_id == bindparam("patient")) & (Ring.kind == "care") & Ring.reader_id.is_(None)
_CARE_RING = select(Ring.id, Ring.generation).where(_OF_ALL).order_by(Ring.id).limit(1)
_PATIENTS = (
    select(CareRelation, Person)
    .join(Person, Person.id == CareRelation.patient_id)
    .where(CareRelation.therapist_id == bindparam("therapist"), CareRelation.state == ACTIVE)
)
_ANEW = _PATIENTS.where(Person.epoch > 1)
_PAIR = select(CareRelation).where(
    CareRelation.patient_id == bindparam("patient"), CareRelation.therapist_id == bindparam("therapist")
)
_HELD_PAIR = _PAIR.with_for_update(read=True).execution_options(populate_existing=True)


class CareRefused(ValueError):
    """The therapist cannot be assigned so; the message says why."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A therapist who holds the key to what the patient shares; one who covers for another does so until a day."""

    id: UUID
    name: str
    since: datetime
    until: date | None = None


def is_therapist(clinic_id: UUID, person_id: UUID) -> bool:
    """Whether this is a therapist of the clinic whose row is whole."""
    one = db.session.get(Person, person_id)
    return one is not None and (one.clinic_id, one.role) == (clinic_id, "therapist") and people.is_whole(one)


def ask(clinic_id: UUID, patient_id: UUID, therapist_id: UUID, actor_id: UUID | None = None) -> UUID:
    """Assigns a therapist; nothing is readable until the patient says yes. Raises `CareRefused`."""
    with unit_of_work():
        _check_patient(clinic_id, patient_id)
        if not is_therapist(clinic_id, therapist_id):
            raise CareRefused("There is no such therapist in this clinic.")
        relation = _relation(patient_id, therapist_id) or new_relation(clinic_id, patient_id, therapist_id)
        if relation.version and not is_current(relation):
            raise CareRefused("The entry of this care was changed in the database, so nobody is assigned to it now.")
        if relation.state == ACTIVE:
            raise CareRefused("This therapist reads for this patient already.")
        move(relation, ASKED, Act.CARE_ASKED, actor_id)
        notices.put(clinic_id, patient_id, Notice.CARE_ASKED)
    return relation.id


def _check_patient(clinic_id: UUID, patient_id: UUID) -> None:
    patient, clinic = db.session.get(Person, patient_id), db.session.get(Clinic, clinic_id)
    if patient is None or (patient.clinic_id, patient.role) != (clinic_id, "patient"):
        raise CareRefused("There is no such patient in this clinic.")
    if patient.status == "ended" or clinic is None or clinic.closed_at is not None:
        raise CareRefused("Nobody is assigned here any more.")


def readers(patient_id: UUID) -> list[Reader]:
    """The therapists who could read what the patient shares with all now: grants of the current care ring, in care."""
    ring = db.session.execute(_CARE_RING, {"patient": patient_id}).one_or_none()
    return holders(patient_id, *ring) if ring else []


def readers_of(reflection: Reflection) -> list[Reader]:
    """The therapists who can really read this reflection: grants of its very ring and generation, in active care."""
    if reflection.ring_id is None:
        return []
    shared_at = reflection.shared_at or reflection.saved_at
    found = holders(reflection.patient_id, reflection.ring_id, reflection.generation)
    return [replace(reader, since=max(reader.since, shared_at)) for reader in found]


def holders(patient_id: UUID, ring_id: UUID, generation: int) -> list[Reader]:
    """Those in care who hold this generation; relation or cover, and grant, are whole and newest. A page asks it of the
    same one from more than one side."""
    question = ("holders", patient_id, ring_id, generation, clock.now().replace(second=0, microsecond=0))
    return found_once(question, lambda: _holders(patient_id, ring_id, generation))


def _holders(patient_id: UUID, ring_id: UUID, generation: int) -> list[Reader]:
    wanted = {"patient": patient_id, "ring": ring_id, "generation": generation}
    found = [row for row in db.session.execute(_READERS, wanted).all() if is_whole(row[2])]
    stamps = [each for _, grant, relation in found for each in (stamp(relation), grants.stamp(grant))]
    stale = audit.stale(found[0][2].clinic_id, stamps) if found else set()
    in_care = [
        Reader(person.id, people.name_of(person), relation.started_at or relation.asked_at)
        for person, grant, relation in found
        if relation.id not in stale and grant.id not in stale
    ]
    already_found(("people who hold", ring_id, generation), found)  # who read it is named from the same rows
    return in_care + _covering(wanted, {reader.id for reader in in_care})


def _covering(wanted: dict[str, Any], known: set[UUID]) -> list[Reader]:
    """Those who hold this generation because they cover for somebody today."""
    covers = {cover.covering_id: cover for cover in live_covers(wanted["patient"]) if cover.covering_id not in known}
    if not covers:
        return []
    held = [row for row in db.session.execute(_HOLDERS, wanted).all() if row[0].id in covers]
    stale = audit.stale(held[0][0].clinic_id, [grants.stamp(grant) for _, grant in held]) if held else set()
    return [
        Reader(person.id, people.name_of(person), covers[person.id].created_at, covers[person.id].ends_on)
        for person, grant in held
        if grant.id not in stale
    ]


def active_relation(patient_id: UUID, therapist_id: UUID, *, hold: bool = False) -> CareRelation | None:
    """The relation under which this therapist may read this patient now; held, it cannot end before the commit."""
    relation = _relation(patient_id, therapist_id, hold=hold)
    active = relation is not None and relation.state == ACTIVE and is_current(relation)
    return relation if active else None


def in_care(patient_id: UUID, therapist_id: UUID, *, hold: bool = False) -> bool:
    """Whether this therapist treats this patient, or covers for who does, now; held, neither ends before the commit."""
    if active_relation(patient_id, therapist_id, hold=hold) is not None:
        return True
    return cover_rows.is_covering(patient_id, therapist_id, hold=hold)


def patients_of(actor: Actor, *, anew: bool = False) -> list[Person]:
    """The patients in this therapist's active care, and those they cover today; or of these just who started with new
    keys. Raises `NotAllowed`."""
    require(actor.who, Permission.PATIENT_LIST, About(actor.clinic_id))
    rows = db.session.execute(_ANEW if anew else _PATIENTS, {"therapist": actor.id}).all()
    own = {relation: person for relation, person in rows}  # noqa: C416 - rows are no pairs to the types
    treated = {own[relation].id: own[relation] for relation in current(own)}
    covered = (db.session.get_one(Person, cover.patient_id) for cover in covered_by(actor.id))
    found = {each.id: each for each in covered if each.epoch > 1 or not anew} | treated
    return [person for person in found.values() if people.is_whole(person)]


def _relation(patient_id: UUID, therapist_id: UUID, *, hold: bool = False) -> CareRelation | None:
    query = _HELD_PAIR if hold else _PAIR
    return db.session.scalars(query, {"patient": patient_id, "therapist": therapist_id}).one_or_none()
