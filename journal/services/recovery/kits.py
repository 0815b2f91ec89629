"""Recovery kits: made, tested, replaced and revoked; a code lies in nobody's database, only the slot it opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.keys import AccountKey
from journal.crypto.passwords import make_salt
from journal.crypto.recovery import make_code, prove_code
from journal.crypto.slots import SlotTerms
from journal.extensions import db
from journal.models import Person, Slot
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notices import Notice, put
from journal.services.sign_in import slots, throttles
from journal.services.sign_in.slots import RECOVERY_CODE, WrongSignIn
from journal.services.work import unit_of_work

NO_STRETCHING = "none"  # a recovery code is strong enough by itself
USED, REVOKED = "used", "revoked"  # in the place of a profile: such a slot holds nothing, and no code opens it


@dataclass(frozen=True, slots=True)
class Kit:
    """A recovery kit, shown once."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KitState:
    """What can be said of somebody's kit without its code; `state` is "current", "used" or "revoked"."""

    state: str
    made_at: datetime
    tested_at: datetime | None


def make(person: Person, account_key: AccountKey) -> Kit:
    """A new kit in the place of any earlier one; in the caller's unit of work."""
    code, salt = make_code(), make_salt()
    terms = SlotTerms(RECOVERY_CODE, NO_STRETCHING, salt, person.epoch)
    slots.put(person, terms, prove_code(code, salt), account_key)
    return Kit(code)


def replace(actor: Actor) -> Kit:
    """A new kit for who has freshly proved who they are. Raises `WrongSignIn` when the keys were renewed meanwhile."""
    with unit_of_work():
        person = slots.person_of_this_epoch(actor)
        put(person.clinic_id, person.id, Notice.KIT_CHANGED)
        return make(person, actor.keys.account_key)


def revoke(actor: Actor) -> None:
    """Makes the code open nothing, and gives no other. Raises `WrongSignIn` when the keys were renewed meanwhile."""
    with unit_of_work():
        person = slots.person_of_this_epoch(actor)
        slot = slot_of(person.id, lock=True)
        if slot is not None and slot.profile != REVOKED:
            slots.empty(slot, REVOKED)
            audit.record(Act.KIT_REVOKED, person.id, slots.stamp(slot))
            put(person.clinic_id, person.id, Notice.KIT_CHANGED)


def use_up(person: Person) -> None:
    """Makes a code that was just used open nothing; in the caller's unit of work."""
    slot = slot_of(person.id, lock=True)
    if slot is not None:
        slots.empty(slot, USED)
        audit.record(Act.KIT_USED, person.id, slots.stamp(slot))


def test(actor: Actor, typed: str, address: str, device: str | None) -> bool:
    """Whether this is the code of the current kit; uses nothing up. Raises `CodeMistyped`, `TooMany`."""
    try:
        with throttles.attempt(throttles.RECOVERY, actor.id, address, device):
            _require_current(actor, typed)
    except WrongSignIn:
        return False
    with unit_of_work():
        slot = slot_of(actor.id)
        if slot is not None:
            audit.record_about(Act.KIT_TESTED, actor.id, slots.stamp(slot))
    return True


def _require_current(actor: Actor, typed: str) -> None:
    slot, person = slot_of(actor.id), db.session.get_one(Person, actor.id)
    proof = prove_code(typed, slot.salt if slot else make_salt())
    if slot is None or audit.stale(slot.clinic_id, [slots.stamp(slot)]):
        raise WrongSignIn
    slots.unlock(person, slot, proof)


def state(actor: Actor) -> KitState:
    """How the actor's kit stands: when it was made, and when its code was last tested."""
    slot = slot_of(actor.id)
    if slot is None:
        return KitState(REVOKED, clock.now(), None)
    tested = audit.newest_acts(actor.clinic_id, slot.id, [Act.KIT_TESTED])
    now = "current" if slot.profile == NO_STRETCHING else slot.profile
    at = tested[0].at if tested and tested[0].record_version == slot.version else None
    return KitState(now, slot.created_at, at)


def slot_of(person_id: UUID, *, lock: bool = False) -> Slot | None:
    """The slot that somebody's kit opens."""
    query = select(Slot).where(Slot.person_id == person_id, Slot.kind == RECOVERY_CODE)
    found = query.with_for_update().execution_options(populate_existing=True) if lock else query
    return db.session.scalars(found).one_or_none()
