"""Giving back: a therapist returns the shared history to a patient who lost their keys, after making sure who asks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import Person, PersonKey, Ring, RingGrant, RingKeyRow
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.care import care
from journal.services.people import people
from journal.services.recovery import returned
from journal.services.rings import grants, held_rings, lost_generations, taking_back
from journal.services.work import unit_of_work


class NothingToReturn(Exception):
    """The patient has all their keys, or was given back already what this therapist holds."""


@dataclass(frozen=True, slots=True)
class Returnable:
    """A patient who lost their keys, the words of their new one, and how much this therapist can give back."""

    patient_id: UUID
    name: str
    words: str
    generations: int


def waiting(actor: Actor) -> list[tuple[UUID, str]]:
    """The patients this therapist treats who lost their keys and were given back nothing by them yet, by name."""
    if actor.role != "therapist":
        return []
    anew = care.patients_of(actor, anew=True)
    treated = [each for each in anew if care.active_relation(each.id, actor.id) is not None]  # who covers gives nothing
    found = [(person.id, people.name_of(person)) for person in treated if _left(actor, person)]
    return sorted(found, key=lambda each: each[1].casefold())


def waits(actor: Actor, patient_id: UUID) -> bool:
    """Whether this patient lost their keys and this therapist can still give them something back."""
    person = db.session.get(Person, patient_id)
    if person is None or person.epoch == 1 or care.active_relation(patient_id, actor.id) is None:
        return False
    return bool(_left(actor, person))


def returnable(actor: Actor, patient_id: UUID) -> Returnable | None:
    """What can be given back to a patient; nothing where nothing was lost. Raises `NotAllowed`, `KeyRefused`."""
    _require(actor, patient_id)
    person, key = people.current_key(patient_id)
    rows = _left(actor, person)
    words = people.public_keys(key).in_words()
    return Returnable(person.id, people.name_of(person), words, len(rows)) if rows else None


def give_back(actor: Actor, patient_id: UUID, words: str) -> None:
    """Gives every lost generation the therapist holds to the patient's new key, whose words they have compared.

    Raises `NotAllowed`, `NothingToReturn`, and `KeyRefused` when the key is another one by now."""
    with unit_of_work():
        _require(actor, patient_id, hold=True)
        person, key = people.current_key(patient_id)
        db.session.scalars(select(Ring.id).where(Ring.owner_id == patient_id).with_for_update()).all()  # one at a time
        if people.public_keys(key).in_words() != words:
            raise KeyRefused
        opened = _opened(actor, _left(actor, person))
        if not opened:
            raise NothingToReturn
        for ring in opened:
            taking_back.make_way(ring, key, actor.id)
            grants.return_ring(actor, ring, key)


def _opened(actor: Actor, rows: list[RingKeyRow]) -> list[RingKey]:
    found = []
    for row in rows:
        try:
            found.append(held_rings.open_ring(actor, row.ring_id, row.generation))
        except CannotOpen:
            continue
    return found


def _require(actor: Actor, patient_id: UUID, *, hold: bool = False) -> None:
    person = db.session.get(Person, patient_id)
    if person is None:
        raise NotAllowed
    treats = care.active_relation(patient_id, actor.id, hold=hold) is not None
    require(actor.who, Permission.HISTORY_RETURN, About(person.clinic_id, patient_id=patient_id, in_care=treats))


def _left(actor: Actor, person: Person) -> list[RingKeyRow]:
    """The lost generations this therapist holds and has not given back to the patient's present key."""
    held = lost_generations.held_by(actor.id, actor.keys.key_id, lost_generations.of(person.id))
    if not held:
        return []
    given = (
        select(RingGrant)
        .join(PersonKey, PersonKey.id == RingGrant.recipient_key_id)
        .where(PersonKey.person_id == person.id, PersonKey.epoch == person.epoch)
    )
    rows = held_rings.current(person.clinic_id, db.session.scalars(given).all())
    done = {(grant.ring_id, grant.generation) for grant in rows if returned.counts(grant)}
    return [row for row in held if (row.ring_id, row.generation) not in done]
