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
from journal.services import audit, people
from journal.services.acts import Act

PASSWORD, RECOVERY_CODE = "password", "recovery_code"


class WrongSignIn(Exception):
    """E-mail and password, or e-mail and code, do not belong together; never says which is wrong."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Somebody who has proved who they are, with their account key."""

    person_id: UUID
    clinic_id: UUID
    epoch: int
    account_key: AccountKey


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


def find(email: str, kind: str, *, lock: bool = False) -> tuple[Person, Slot] | None:
    """The active person of an e-mail address with their slot, if both are whole and newest."""
    query = (
        select(Person, Slot)
        .join(Slot, (Slot.person_id == Person.id) & (Slot.kind == kind))
        .where(Person.email_index.in_(indexes_of_email(server_secret(), email)), Person.status == "active")
    )
    found = db.session.execute(query.with_for_update() if lock else query).one_or_none()
    if found is None or not people.is_whole(found[0]):
        return None
    if audit.stale(found[0].clinic_id, [people.stamp(found[0]), stamp(found[1])]):
        return None
    return found[0], found[1]


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
    return Unlocked(person.id, person.clinic_id, person.epoch, key)


def stamp(slot: Slot) -> audit.Stamp:
    """The slot as the audit remembers it."""
    return audit.stamp(
        slot.clinic_id, slot.id, slot.version, slot.person_id, slot.kind, slot.profile, slot.salt, slot.epoch,
        slot.verifier_sealed, slot.account_key_sealed,
    )  # fmt: skip


def _place(slot: Slot) -> Place:
    return people.place(slot.clinic_id, slot.id, slot.version, author=slot.person_id)
