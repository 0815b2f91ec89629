"""Requests to read: what a patient is asked when a therapist is assigned, and what their answer grants."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import CareRelation, Person, PersonKey, Ring
from journal.permissions import About, NotAllowed, Permission, Who, require
from journal.services.actor import Actor, Keys
from journal.services.audit.acts import Act
from journal.services.care import care, cover_naming, decisions
from journal.services.people import people
from journal.services.rings import grants, pins, rings
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class CareRequest:
    """A therapist who has been assigned, and waits for the patient's answer."""

    id: UUID
    name: str
    credentials: str
    fingerprint_words: str
    fingerprint: str


def requests(actor: Actor) -> list[CareRequest]:
    """The requests that wait for this patient's answer, of therapists whose keys are whole.

    None on a dosing day, and none where the therapist's key has changed: that is asked first."""
    if not decisions.may_decide(actor.id):
        return []
    waiting = select(CareRelation).where(CareRelation.patient_id == actor.id, CareRelation.state == care.ASKED)
    found = []
    for relation in db.session.scalars(waiting.order_by(CareRelation.asked_at)).all():
        try:
            person, key = people.current_key(relation.therapist_id)
        except KeyRefused:
            continue
        if care.is_current(relation) and not _has_changed(actor, key):
            found.append(_request(relation, person, key))
    return found


def _request(relation: CareRelation, person: Person, key: PersonKey) -> CareRequest:
    public = people.public_keys(key)
    told = (people.name_of(person), people.credentials_of(person))
    return CareRequest(relation.id, *told, public.in_words(), public.fingerprint().hex())


def _has_changed(actor: Actor, key: PersonKey) -> bool:
    return pins.is_pinned(actor.who, key.person_id) and not pins.holds(actor.who, actor.keys, key)


def answer(actor: Actor, relation_id: UUID, *, accept: bool, also_before: bool = False, fingerprint: str = "") -> None:
    """The patient's answer: only a yes grants the ring and pins the fingerprint, the one that was shown to them.

    Raises `NotAllowed`, `NotToday`, and `KeyRefused` when the key is another one by now."""
    with unit_of_work():
        relation = db.session.get(CareRelation, relation_id, with_for_update=True)
        if relation is None or relation.state != care.ASKED or not care.is_current(relation):
            raise NotAllowed
        require(actor.who, Permission.CARE_ANSWER, About(relation.clinic_id, patient_id=relation.patient_id))
        decisions.require_decision(relation.patient_id)
        if not accept:
            care.move(relation, care.DECLINED, Act.CARE_DECLINED, actor.id)
            return
        key = _therapist_key(relation.clinic_id, relation.therapist_id)
        pins.require_shown(people.public_keys(key), fingerprint)
        pins.pin_or_check(actor.who, actor.keys, key)
        opened = _rings_to_grant(actor, relation.therapist_id, also_before=also_before)
        grants.grant_missing(actor.who, actor.keys, opened, key)
        care.move(relation, care.ACTIVE, Act.CARE_BEGUN, actor.id)
        cover_naming.ask_new_patient(relation)


def _rings_to_grant(actor: Actor, therapist_id: UUID, *, also_before: bool) -> list[RingKey]:
    """The generations the answer covers; without history a used ring begins a new one.

    History is what was shared with everybody in care, and with this therapist alone at an earlier time."""
    current = rings.ring_for_writing(actor, "care")
    own = rings.ring_of_one(actor, therapist_id)
    if also_before:
        return rings.all_generations(actor, current.ring_id) + (rings.all_generations(actor, own) if own else [])
    begun = [rings.next_generation(actor, current.ring_id) if rings.is_used(current) else current]
    return begun + ([rings.next_generation(actor, own)] if own else [])


def _therapist_key(clinic_id: UUID, therapist_id: UUID) -> PersonKey:
    """The key to grant to. Raises `KeyRefused` unless it is a whole therapist's of this clinic."""
    person, key = people.current_key(therapist_id)
    if (person.clinic_id, person.role) != (clinic_id, "therapist"):
        raise KeyRefused
    return key


def begin_with_invitation(who: Who, keys: Keys, therapist_id: UUID, fingerprint: str) -> None:
    """The first grant, part of a patient's accepting: at once to the key that the invitation showed, else a request
    waits."""
    relation = care.new_relation(who.clinic_id, who.id, therapist_id)
    try:
        key = _therapist_key(who.clinic_id, therapist_id)
        pins.require_shown(people.public_keys(key), fingerprint)
    except KeyRefused:
        care.move(relation, care.ASKED, Act.CARE_ASKED, who.id)
        return
    pins.pin_or_check(who, keys, key)
    grants.grant_ring(who, keys, _care_ring(keys, who.id), key)
    care.move(relation, care.ACTIVE, Act.CARE_BEGUN, who.id)
    cover_naming.ask_new_patient(relation)


def _care_ring(keys: Keys, patient_id: UUID) -> RingKey:
    of_all = (Ring.owner_id == patient_id) & (Ring.kind == "care") & Ring.reader_id.is_(None)
    return keys.rings[db.session.scalars(select(Ring.id).where(of_all)).one(), 1]
