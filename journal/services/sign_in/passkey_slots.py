"""The slots that passkeys open: one for each whose authenticator offers the PRF extension, besides password and kit."""

from __future__ import annotations

from sqlalchemy import select

from journal.crypto.errors import PasskeyRefused
from journal.crypto.keys import AccountKey
from journal.crypto.passkeys import Answer, prove_prf
from journal.crypto.passwords import make_salt
from journal.crypto.slots import SlotTerms
from journal.extensions import db
from journal.models import Passkey, Person, Slot
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.sign_in import passkey_rows, slots
from journal.services.sign_in.slots import Unlocked, WrongSignIn

_NO_STRETCHING = "none"  # the output is as strong as a key


class OnlyAFactor(Exception):
    """This passkey proves who somebody is, and opens nothing by itself."""


def put(person: Person, row: Passkey, answer: Answer, account_key: AccountKey) -> None:
    """Makes the slot that this passkey opens; in the caller's unit of work. Raises `PasskeyRefused`."""
    salt = make_salt()
    terms = SlotTerms(passkey_rows.slot_kind(row), _NO_STRETCHING, salt, person.epoch)
    slots.put(person, terms, prove_prf(answer, row.credential_id, salt), account_key)


def unlock(person: Person, row: Passkey, answer: Answer) -> Unlocked:
    """What a passkey opens with its PRF output. Raises `OnlyAFactor` where it has no slot or gave no output, and
    `PasskeyRefused` for a wrong output or a slot that was tampered with."""
    slot = _slot(person, row)
    if slot is None or not answer.prf:
        raise OnlyAFactor
    if audit.stale(slot.clinic_id, [slots.stamp(slot)]):
        raise PasskeyRefused
    try:
        return slots.unlock(person, slot, prove_prf(answer, row.credential_id, slot.salt))
    except WrongSignIn as error:
        raise PasskeyRefused from error


def remove(person: Person, row: Passkey) -> None:
    """Takes away the slot of a passkey, where there is one; in the caller's unit of work."""
    slot = _slot(person, row)
    if slot is not None:
        db.session.delete(slot)
        gone = passkey_rows.stamp_of_none(slot.clinic_id, slot.id, slot.version)
        audit.record(Act.SLOT_REMOVED, person.id, gone)


def _slot(person: Person, row: Passkey) -> Slot | None:
    mine = (Slot.person_id == person.id) & (Slot.kind == passkey_rows.slot_kind(row))
    return db.session.scalars(select(Slot).where(mine)).one_or_none()
