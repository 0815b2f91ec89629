"""New keys for somebody whose password another person knew: all they hold is taken along, all they own goes on anew.

What an adopted grant holds is wrapped anew for its receiver, who had it; but no new generation reaches their new key
until each patient has compared its words. So a therapist reads on what they could read, and nothing new."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.crypto.passwords import Proof
from journal.crypto.rings import wrap_own_ring
from journal.crypto.slots import SlotTerms
from journal.extensions import db
from journal.models import Person, PersonKey, Ring, RingGrant, RingKeyRow
from journal.services import notices
from journal.services.actor import Actor, Keys
from journal.services.appointments import calendar_feeds
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notices import Notice
from journal.services.now import ready_phones, taking_over
from journal.services.people import accounts, people
from journal.services.people.invitations import Accepted
from journal.services.recovery import recovery_waits
from journal.services.recovery.kits import Kit
from journal.services.rings import grants, held_rings, pins, rings, taking_back
from journal.services.rings.held_rings import own_place
from journal.services.sign_in import factors, passkey_rows, passkey_slots, slots
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.password_policy import check_new_password
from journal.services.sign_in.slots import Unlocked
from journal.services.work import unit_of_work


def renew(actor: Actor, current: str, new: str, address: str, device: str | None) -> Accepted:
    """New password, account key, key pairs and generations for who knows the current password; ends every sign-in.

    Raises `WrongSignIn`, `WeakPassword`, `FactorsChanged`, `TooMany`, `Busy`."""
    check_new_password(new)
    accounts.try_own_password(actor, current, address, device)
    if actor.role == "patient":
        taking_over.take_over(actor)  # with the keys that are given up they could not be opened any more
    db.session.remove()
    proof, terms = accounts.prove_new_password(new, actor.keys.epoch + 1)
    with unit_of_work():
        keys, kit = _renew(actor, slots.person_of_this_epoch(actor), proof, terms)
    rings.renew_due(replace(actor, keys=keys))
    return Accepted(Unlocked(actor.id, actor.clinic_id, keys.epoch, keys.account_key), kit)


def _renew(actor: Actor, person: Person, proof: Proof, terms: SlotTerms) -> tuple[Keys, Kit]:
    if not factors.are_whole(person):
        raise FactorsChanged
    held = _granted(actor)
    person.epoch, person.version, person.quick_lock_sealed = person.epoch + 1, person.version + 1, None
    people.close_person(person)
    keys, kit = accounts.open_account(person, proof, terms)
    db.session.flush()
    for row in passkey_rows.of(person.id):
        passkey_slots.remove(person, row)
    _take_own_along(actor, keys)
    _take_granted_along(actor, keys, held)
    pins.seal_again(actor.who, actor.keys, keys)
    db.session.get_one(PersonKey, actor.keys.key_id).private_sealed = b""
    _end_the_old(person)
    return keys, kit


def _end_the_old(person: Person) -> None:
    recovery_waits.close_open(person, person.id)
    accounts.end_sign_ins(person.id)
    calendar_feeds.end(person.id)
    ready_phones.remove_all(person.id)
    for kind in (Notice.PASSWORD_CHANGED, Notice.KIT_CHANGED):
        notices.put(person.clinic_id, person.id, kind)
    audit.record(Act.PERSON_KEYS_RENEWED, person.id, people.stamp(person))


def _take_own_along(actor: Actor, keys: Keys) -> None:
    """Wraps every generation of one's own rings for the new keys, and lets each ring go on to the next."""
    mine = select(Ring).where(Ring.owner_id == actor.id).order_by(Ring.id).with_for_update()
    own = {ring.id: ring for ring in db.session.scalars(mine).all()}
    opened: dict[tuple[UUID, int], RingKey] = {}
    held_rings.load_own(actor, own, opened)
    for row in db.session.scalars(select(RingKeyRow).where(RingKeyRow.ring_id.in_(own))).all():
        ring = opened.get((row.ring_id, row.generation))
        if ring is not None:
            place, kind = own_place(actor.clinic_id, row.id, actor.id), own[row.ring_id].kind
            row.key_sealed = wrap_own_ring(keys.account_key, keys.epoch, place, ring, kind)
    for ring_row in own.values():
        taking_back.fall_due(ring_row, actor.id)


def _granted(actor: Actor) -> list[tuple[RingGrant, RingKey]]:
    """What others granted and may still be held, opened; what does not open stays behind."""
    theirs = (RingGrant.recipient_id == actor.id) & (RingGrant.recipient_key_id == actor.keys.key_id)
    found, opened = db.session.scalars(select(RingGrant).where(theirs)).all(), []
    for grant in held_rings.current(actor.clinic_id, found):
        try:
            ring = grants.open_adopted(actor, grant) if grant.adopted_sealed else grants.adopt(actor, grant)
        except (CannotOpen, KeyRefused):
            continue
        opened.append((grant, ring))
    return opened


def _take_granted_along(actor: Actor, keys: Keys, held: list[tuple[RingGrant, RingKey]]) -> None:
    """Wraps what was granted for the new keys; whoever knew the password may have it, so those rings go on as well."""
    anew, ring_ids = replace(actor, keys=keys), set()
    for grant, ring in held:
        grant.recipient_key_id, grant.version = keys.key_id, grant.version + 1
        grants.keep(anew, grant, ring)
        audit.record(Act.KEYS_WRAPPED_ANEW, actor.id, grants.stamp(grant))
        ring_ids.add(grant.ring_id)
    touched = select(Ring).where(Ring.id.in_(ring_ids)).order_by(Ring.id).with_for_update()
    for row in db.session.scalars(touched).all():
        taking_back.fall_due(row, actor.id)
