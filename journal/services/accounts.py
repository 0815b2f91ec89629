"""Accounts: their keys, proving a password, and coming back with the recovery kit."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import update

from journal import clock
from journal.crypto.accounts import KeyPairs, wrap_key_pairs
from journal.crypto.keys import AccountKey
from journal.crypto.passwords import PROFILES, Proof, make_salt, prove_password
from journal.crypto.recovery import make_code, prove_code
from journal.crypto.slots import SlotTerms
from journal.extensions import db, settings
from journal.ids import make_id
from journal.models import Person, PersonKey, SignIn
from journal.services import audit, people, slots
from journal.services.actor import Actor, Keys
from journal.services.acts import Act
from journal.services.password_policy import check_new_password
from journal.services.slots import PASSWORD, RECOVERY_CODE, Unlocked, WrongSignIn
from journal.services.work import unit_of_work

FIRST_EPOCH = 1
_NO_STRETCHING = "none"  # a recovery code is strong enough by itself


@dataclass(frozen=True, slots=True)
class Kit:
    """A recovery kit, shown once."""

    code: str = field(repr=False)


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
    kit = _new_kit(person, account_key)
    return Keys(account_key, person.epoch, key.id, people.place(person.clinic_id, key.id), key.private_sealed), kit


def _key_row(person: Person, pairs: KeyPairs, account_key: AccountKey) -> PersonKey:
    public, row_id = pairs.public(), make_id()
    place = people.place(person.clinic_id, row_id)
    return PersonKey(
        id=row_id, clinic_id=person.clinic_id, person_id=person.id, epoch=person.epoch, suite=public.suite,
        sealing_public=public.sealing, signing_public=public.signing, created_at=clock.now(),
        private_sealed=wrap_key_pairs(account_key, person.epoch, place, pairs),
    )  # fmt: skip


def _new_kit(person: Person, account_key: AccountKey) -> Kit:
    code, salt = make_code(), make_salt()
    terms = SlotTerms(RECOVERY_CODE, _NO_STRETCHING, salt, person.epoch)
    slots.put(person, terms, prove_code(code, salt), account_key)
    return Kit(code)


def new_kit(actor: Actor, password: str) -> Kit:
    """A new kit in the place of the old one, for who knows the password. Raises `WrongSignIn`, `Busy`."""
    unlocked = check_password(people.email_of(db.session.get_one(Person, actor.id)), password)
    if unlocked.person_id != actor.id:
        raise WrongSignIn
    with unit_of_work():
        return _new_kit(db.session.get_one(Person, actor.id), unlocked.account_key)


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


def recover(email: str, code: str, new_password: str) -> tuple[Unlocked, Kit]:
    """Sets a new password with the kit's code, ends every sign-in, and gives a new kit.

    Raises `WrongSignIn`, `WeakPassword`, `CodeMistyped`, `Busy`."""
    _, seen = _unlock_with_code(email, code)  # cheap, and before any stretching
    db.session.remove()
    new_proof, terms = prove_new_password(new_password, seen.epoch)
    with unit_of_work():
        person, unlocked = _unlock_with_code(email, code, lock=True)
        slots.put(person, terms, new_proof, unlocked.account_key)
        kit = _new_kit(person, unlocked.account_key)
        _end_sign_ins(person.id)
        audit.record(Act.PERSON_RECOVERED, person.id, people.stamp(person))
    return unlocked, kit


def _unlock_with_code(email: str, code: str, *, lock: bool = False) -> tuple[Person, Unlocked]:
    found = slots.find(email, RECOVERY_CODE, lock=lock)
    proof = prove_code(code, found[1].salt if found else make_salt())
    if found is None:
        raise WrongSignIn
    return found[0], slots.unlock(*found, proof)


def _end_sign_ins(person_id: UUID) -> None:
    open_ones = (SignIn.person_id == person_id) & SignIn.ended_at.is_(None)
    db.session.execute(update(SignIn).where(open_ones).values(ended_at=clock.now(), key_sealed=None))
