"""A therapist's key that is not the one a patient accepted: a hard stop, until the words were compared in person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import CareRelation, Cover, Person, PersonKey, Ring, RingGrant, TreatmentMember
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.care import care_rows, cover_rows, decisions
from journal.services.people import people
from journal.services.rings import entitled, grants, held_rings, pins, taking_back
from journal.services.treatment import member_rows
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class KeyChange:
    """Whose key changed, and the words to compare; no new words where the stored key is not whole."""

    person_id: UUID
    name: str
    old_words: str | None
    new_words: str | None
    fingerprint: str


def waiting(actor: Actor) -> list[KeyChange]:
    """The changed keys this patient is asked about; none on a dosing day, for nothing is shared meanwhile."""
    if actor.role != "patient" or not decisions.may_decide(actor.id):
        return []
    found = (_change(actor, person) for person in _clinicians(actor))
    return [change for change in found if change is not None]


def one(actor: Actor, person_id: UUID) -> KeyChange:
    """One changed key. Raises `NotAllowed`."""
    for change in waiting(actor):
        if change.person_id == person_id:
            return change
    raise NotAllowed


def _clinicians(actor: Actor) -> list[Person]:
    """Those who are to hold a key of this patient, or have asked."""
    related = select(CareRelation.therapist_id).where(
        CareRelation.patient_id == actor.id, CareRelation.state.in_((care_rows.ASKED, care_rows.ACTIVE))
    )
    covering = select(Cover.covering_id).where(Cover.patient_id == actor.id, Cover.state.in_(cover_rows.OPEN))
    treating = select(TreatmentMember.clinician_id).where(
        TreatmentMember.patient_id == actor.id, TreatmentMember.state.in_(member_rows.GOING_ON)
    )
    these = Person.id.in_(related) | Person.id.in_(covering) | Person.id.in_(treating)
    return list(db.session.scalars(select(Person).where(these, Person.status == "active").order_by(Person.id)))


def _change(actor: Actor, person: Person) -> KeyChange | None:
    if not pins.is_pinned(actor.who, person.id):
        return None
    old_words = pins.pinned_words(actor.who, actor.keys, person.id)
    try:
        _, key = people.current_key(person.id)
    except KeyRefused:
        return KeyChange(person.id, people.name_of(person), old_words, None, "")
    if pins.holds(actor.who, actor.keys, key):
        return None
    public = people.public_keys(key)
    return KeyChange(person.id, people.name_of(person), old_words, public.in_words(), public.fingerprint().hex())


def confirm(actor: Actor, person_id: UUID, fingerprint: str) -> None:
    """The patient compared the words of just this key: it is pinned, and granted what the old one held.

    Raises `NotAllowed`, `NotToday`, and `KeyRefused` when the key is another one by now."""
    with unit_of_work():
        require(actor.who, Permission.CARE_ANSWER, About(actor.clinic_id, patient_id=actor.id))
        decisions.require_decision(actor.id)
        one(actor, person_id)
        _, key = people.current_key(person_id)
        pins.require_shown(people.public_keys(key), fingerprint)
        pins.pin_anew(actor.who, actor.keys, key)
        grants.grant_missing(actor.who, actor.keys, list(_held_before(actor, key)), key)


def _held_before(actor: Actor, key: PersonKey) -> Iterator[RingKey]:
    """What the earlier key held, and the current generations that were not granted to it; its grants are removed."""
    granted = (Ring.owner_id == actor.id) & Ring.kind.in_(("care", "treatment"))
    for ring in db.session.scalars(select(Ring).where(granted).order_by(Ring.id)).all():
        if key.person_id not in entitled.to_hold(ring):
            continue
        theirs = (RingGrant.ring_id == ring.id) & (RingGrant.recipient_id == key.person_id)
        held = list(db.session.scalars(select(RingGrant).where(theirs)))
        known = {grant.generation for grant in held_rings.current(actor.clinic_id, held)} | {ring.generation}
        found = ((generation, _own_key(actor, ring.id, generation)) for generation in sorted(known))
        openable = {generation: opened for generation, opened in found if opened}
        for grant in held:
            # what the patient lost the key to is kept: only its holder can give it back to them
            if grant.generation in openable or grant.generation not in known:
                taking_back.remove(grant, actor.id)
        db.session.flush()
        yield from openable.values()


def _own_key(actor: Actor, ring_id: UUID, generation: int) -> RingKey | None:
    try:
        return held_rings.open_ring(actor, ring_id, generation)
    except CannotOpen:
        return None
