"""Accounts: their keys, and proving or changing a password."""

from __future__ import annotations

from uuid import UUID

from journal import clock
from journal.crypto.accounts import KeyPairs, wrap_key_pairs
from journal.crypto.keys import AccountKey
from journal.crypto.passwords import PROFILES, Proof, make_salt, prove_password
from journal.crypto.slots import SlotTerms
from journal.extensions import db, settings
from journal.ids import make_id
from journal.models import Person, PersonKey
from journal.services import notices
from journal.services.actor import Actor, Keys
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.recovery import kits
from journal.services.recovery.kits import Kit
from journal.services.sign_in import idle, slots, throttles
from journal.services.sign_in.password_policy import check_new_password
from journal.services.sign_in.slots import PASSWORD, Unlocked, WrongSignIn
from journal.services.work import unit_of_work

FIRST_EPOCH = 1


def prove_new_password(password: str, epoch: int = FIRST_EPOCH) -> tuple[Proof, SlotTerms]:
    """Stretches a new password. Raises `WeakPassword`, `Busy`. Takes a fifth of a second: call before a transaction."""
    check_new_password(password)
    salt, profile = make_salt(), settings().kdf_profile
    return prove_password(password, salt, profile), SlotTerms(PASSWORD, profile, salt, epoch)


def open_account(person: Person, proof: Proof, terms: SlotTerms) -> tuple[Keys, Kit]:
    """Gives an invited person their keys, their password slot and a kit; inside the caller's unit of work."""
    account_key, pairs = AccountKey.make(), KeyPairs.make()
    key = _key_row(person, pairs, account_key)
    db.session.add(key)
    people.close_key(key)
    slots.put(person, terms, proof, account_key)
    kit = kits.make(person, account_key)
    return Keys(account_key, person.epoch, key.id, people.place(person.clinic_id, key.id), key.private_sealed), kit


def _key_row(person: Person, pairs: KeyPairs, account_key: AccountKey) -> PersonKey:
    public, row_id = pairs.public(), make_id()
    place = people.place(person.clinic_id, row_id)
    return PersonKey(
        id=row_id, clinic_id=person.clinic_id, person_id=person.id, epoch=person.epoch, suite=public.suite,
        sealing_public=public.sealing, signing_public=public.signing, created_at=clock.now(),
        private_sealed=wrap_key_pairs(account_key, person.epoch, place, pairs),
    )  # fmt: skip


def change_password(actor: Actor, current: str, new: str, address: str, device: str | None) -> None:
    """Puts a new password in the place of the current one, and ends every sign-in of the person.
    Raises `WrongSignIn`, `WeakPassword`, `TooMany`, `Busy`."""
    check_new_password(new)
    try_own_password(actor, current, address, device)
    db.session.remove()
    proof, terms = prove_new_password(new, actor.keys.epoch)
    with unit_of_work():
        person = slots.person_of_this_epoch(actor)
        slots.put(person, terms, proof, actor.keys.account_key)
        end_sign_ins(person.id)
        audit.record(Act.PASSWORD_CHANGED, person.id, people.stamp(person))
        notices.put(person.clinic_id, person.id, Notice.PASSWORD_CHANGED)


def try_own_password(actor: Actor, password: str, address: str, device: str | None) -> None:
    """Proves who is signed in by their password. Raises `WrongSignIn`, `TooMany`, `Busy`."""
    email = people.email_of(db.session.get_one(Person, actor.id))
    if try_password(email, password, address, device).person_id != actor.id:
        raise WrongSignIn


def check_password(email: str, password: str) -> Unlocked:
    """Opens an account with its password. Raises `WrongSignIn`, or `Busy`; an unknown e-mail takes as long."""
    found = slots.find(email, PASSWORD)
    db.session.remove()  # no connection is held while the derivation waits for its turn
    usable = found is not None and found[1].profile in PROFILES
    salt, profile = (found[1].salt, found[1].profile) if found and usable else (make_salt(), settings().kdf_profile)
    proof = prove_password(password, salt, profile)
    if found is None or not usable:
        raise WrongSignIn
    return slots.unlock(*found, proof)


def try_password(email: str, password: str, address: str, device: str | None) -> Unlocked:
    """Opens an account for a visitor, of whom only so many tries are taken: refused before anything is derived.
    Raises `TooMany`, `WrongSignIn`, `Busy`."""
    with throttles.attempt(throttles.PASSWORD, email, address, device):
        return check_password(email, password)


def end_sign_ins(person_id: UUID, by: UUID | None = None) -> None:
    """Ends every sign-in of somebody, by themself or by somebody else; in the caller's unit of work."""
    idle.end_all(person_id, by=by)
