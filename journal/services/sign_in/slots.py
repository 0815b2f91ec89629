"""Slots at work: put in place for a person, found by e-mail, and opened with what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto import slots as crypto
from journal.crypto.errors import CannotOpen
from journal.crypto.fields import indexes_of_email
from journal.crypto.keys import AccountKey
from journal.crypto.passwords import Proof
from journal.crypto.sealing import Place
from journal.crypto.slots import SealedSlot, SlotTerms
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Person, Slot
from journal.services.actor import Actor
from journal.services.audit import audit, refused
from journal.services.audit.acts import Act
from journal.services.people import people

PASSWORD, RECOVERY_CODE = "password", "recovery_code"
Versions = tuple[int, int | None]  # of a person's row, and of their password


class WrongSignIn(Exception):
    """E-mail and password, or e-mail and code, do not belong together; never says which is wrong."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Somebody who has proved who they are, with their account key, and the versions that the proof was against."""

    person_id: UUID
    clinic_id: UUID
    epoch: int
    account_key: AccountKey
    versions: Versions | None = None


def versions(person_id: UUID) -> Versions:
    """The versions of a person's row and of their password, as they are stored now."""
    password = (Slot.person_id == Person.id) & (Slot.kind == PASSWORD)
    found = select(Person.version, Slot.version).outerjoin(Slot, password).where(Person.id == person_id)
    person, slot = db.session.execute(found).one()
    return person, slot


def unlocked_by(actor: Actor, seen: Versions | None = None) -> Unlocked:
    """What somebody has unlocked who is signed in, to begin their next sign-in with; `seen` where nothing may have
    changed since they proved who they are."""
    return Unlocked(actor.id, actor.clinic_id, actor.keys.epoch, actor.keys.account_key, seen)


def put(person: Person, terms: SlotTerms, proof: Proof, account_key: AccountKey) -> None:
    """Makes the slot of its kind, or replaces what it held; the earlier password or code is dead then, also from
    a backup: the slot keeps its id and counts its versions in the audit. In the caller's unit of work."""
    mine = (Slot.person_id == person.id) & (Slot.kind == terms.kind)
    slot = db.session.scalars(select(Slot).where(mine).with_for_update()).one_or_none()
    slot = slot or Slot(id=make_id(), clinic_id=person.clinic_id, person_id=person.id, kind=terms.kind, version=0)
    slot.version, slot.created_at = slot.version + 1, clock.now()
    slot.profile, slot.salt, slot.epoch = terms.profile, terms.salt, terms.epoch
    sealed = crypto.make_slot(server_secret(), _place(slot), terms, proof, account_key)
    slot.verifier_sealed, slot.account_key_sealed = sealed.verifier, sealed.account_key
    db.session.add(slot)
    audit.record(Act.SLOT_PUT, person.id, stamp(slot))


def empty(slot: Slot, state: str) -> None:
    """Takes out what a slot holds, and says why in the place of its profile; nothing opens it until a new one is put.
    In the caller's unit of work, which audits it."""
    slot.version, slot.profile, slot.created_at = slot.version + 1, state, clock.now()
    slot.verifier_sealed = slot.account_key_sealed = b""


def person_of_this_epoch(actor: Actor) -> Person:
    """The actor's row, held, if it is as it was written and their keys are still its keys: no slot may open an account
    key that is gone. Raises `WrongSignIn`."""
    person = db.session.get_one(Person, actor.id, with_for_update=True, populate_existing=True)
    if person.epoch != actor.keys.epoch or not people.is_current(person):
        raise WrongSignIn
    return person


def find(email: str, kind: str, *, lock: bool = False) -> tuple[Person, Slot] | None:
    """The active person of an e-mail address with their slot, if both are whole and newest."""
    query = (
        select(Person, Slot)
        .join(Slot, (Slot.person_id == Person.id) & (Slot.kind == kind))
        .where(Person.email_index.in_(indexes_of_email(server_secret(), email)), Person.status == "active")
    )
    found = db.session.execute(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        return None
    person, slot = found
    if not people.is_whole(person) or audit.stale(person.clinic_id, [people.stamp(person), stamp(slot)]):
        refused.note(Act.REFUSED_ROW, person.clinic_id, person.id, about=person.id)
        return None
    return person, slot


def unlock(person: Person, slot: Slot, proof: Proof) -> Unlocked:
    """The account key, for the right proof. Raises `WrongSignIn`."""
    terms = SlotTerms(slot.kind, slot.profile, slot.salt, slot.epoch)
    sealed = SealedSlot(slot.verifier_sealed, slot.account_key_sealed)
    try:
        key = crypto.open_slot(server_secret(), _place(slot), terms, proof, sealed)
    except CannotOpen as error:
        raise WrongSignIn from error
    if slot.epoch != person.epoch:
        raise WrongSignIn
    seen = (person.version, slot.version) if slot.kind == PASSWORD else versions(person.id)
    return Unlocked(person.id, person.clinic_id, person.epoch, key, seen)


def reseal(slot: Slot) -> None:
    """Brings a slot under the newest pepper, without what opens it; in the caller's unit of work, which audits it.
    Raises `CannotOpen`."""
    terms = SlotTerms(slot.kind, slot.profile, slot.salt, slot.epoch)
    sealed = SealedSlot(slot.verifier_sealed, slot.account_key_sealed)
    resealed = crypto.reseal_slot(server_secret(), _place(slot), terms, sealed)
    slot.verifier_sealed, slot.account_key_sealed = resealed.verifier, resealed.account_key


def stamp(slot: Slot) -> audit.Stamp:
    """The slot as the audit remembers it."""
    return audit.stamp(
        slot.clinic_id, slot.id, slot.version, slot.person_id, slot.kind, slot.profile, slot.salt, slot.epoch,
        slot.verifier_sealed, slot.account_key_sealed,
    )  # fmt: skip


def _place(slot: Slot) -> Place:
    return people.place(slot.clinic_id, slot.id, slot.version, author=slot.person_id)
