"""Requests to read: what a patient is asked when a therapist is assigned, and what their answer grants."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import CareRelation, PersonKey, Ring
from journal.permissions import About, NotAllowed, Permission, Who, require
from journal.services import care, grants, people, pins, rings
from journal.services.actor import Actor, Keys
from journal.services.acts import Act
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class CareRequest:
    """A therapist who has been assigned, and waits for the patient's answer."""

    id: UUID
    name: str
    fingerprint_words: str


def requests(actor: Actor) -> list[CareRequest]:
    """The requests that wait for this patient's answer, of therapists whose keys are whole."""
    waiting = select(CareRelation).where(CareRelation.patient_id == actor.id, CareRelation.state == care.ASKED)
    found = []
    for relation in db.session.scalars(waiting.order_by(CareRelation.asked_at)).all():
        try:
            person, key = people.current_key(relation.therapist_id)
        except KeyRefused:
            continue
        if care.is_current(relation):
            words = people.public_keys(key).in_words()
            found.append(CareRequest(relation.id, people.name_of(person), words))
    return found


def answer(actor: Actor, relation_id: UUID, *, accept: bool, also_before: bool = False) -> None:
    """The patient's answer: only a yes grants the ring and pins the fingerprint. Raises `NotAllowed`, `KeyRefused`."""
    with unit_of_work():
        relation = db.session.get(CareRelation, relation_id, with_for_update=True)
        if relation is None or relation.state != care.ASKED or not care.is_current(relation):
            raise NotAllowed
        require(actor.who, Permission.CARE_ANSWER, About(relation.clinic_id, patient_id=relation.patient_id))
        if not accept:
            care.move(relation, care.DECLINED, Act.CARE_DECLINED, actor.id)
            return
        key = _therapist_key(relation.clinic_id, relation.therapist_id)
        pins.pin_or_check(actor.who, actor.keys, key)
        for ring in _rings_to_grant(actor, also_before=also_before):
            grants.grant_ring(actor.who, actor.keys, ring, key)
        care.move(relation, care.ACTIVE, Act.CARE_BEGUN, actor.id)


def _rings_to_grant(actor: Actor, *, also_before: bool) -> list[RingKey]:
    """The care ring's generations the answer covers; without history a used ring begins a new generation."""
    current = rings.ring_for_writing(actor, "care")
    if also_before:
        return rings.all_generations(actor, current.ring_id)
    return [rings.next_generation(actor, current.ring_id) if rings.is_used(current) else current]


def _therapist_key(clinic_id: UUID, therapist_id: UUID) -> PersonKey:
    """The key to grant to. Raises `KeyRefused` unless it is a whole therapist's of this clinic."""
    person, key = people.current_key(therapist_id)
    if (person.clinic_id, person.role) != (clinic_id, "therapist"):
        raise KeyRefused
    return key


def begin_with_invitation(who: Who, keys: Keys, therapist_id: UUID) -> None:
    """The first grant, part of a patient's accepting: at once if the therapist has keys, else a request waits."""
    relation = care.new_relation(who.clinic_id, who.id, therapist_id)
    try:
        key = _therapist_key(who.clinic_id, therapist_id)
    except KeyRefused:
        care.move(relation, care.ASKED, Act.CARE_ASKED, who.id)
        return
    pins.pin_or_check(who, keys, key)
    grants.grant_ring(who, keys, _care_ring(keys, who.id), key)
    care.move(relation, care.ACTIVE, Act.CARE_BEGUN, who.id)


def _care_ring(keys: Keys, patient_id: UUID) -> RingKey:
    ring_id = db.session.scalars(select(Ring.id).where(Ring.owner_id == patient_id, Ring.kind == "care")).one()
    return keys.rings[ring_id, 1]
