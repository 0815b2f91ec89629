"""Coming back with the recovery kit: never past a second factor, unless a wait for one that is lost is over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import update

from journal.crypto.carried_proofs import NewPassword, carry_new_password, read_new_password
from journal.crypto.errors import CannotOpen
from journal.crypto.passwords import make_salt
from journal.crypto.recovery import prove_code
from journal.crypto.sealing import Place
from journal.extensions import db
from journal.models import Person, SignIn, Slot
from journal.services import notices
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notices import Notice
from journal.services.people import accounts, people
from journal.services.recovery import factor_loss, kits, recovery_waits
from journal.services.recovery.kits import Kit
from journal.services.sign_in import factors, slots, throttles
from journal.services.sign_in.slots import RECOVERY_CODE, Unlocked, WrongSignIn
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class Recovered:
    """Whom a code has opened: with their new kit, or with a new password that still waits for the second factor."""

    unlocked: Unlocked
    kit: Kit | None = None
    new_password: NewPassword | None = field(default=None, repr=False)


def try_recover(email: str, code: str, new_password: str, address: str, device: str | None) -> Recovered:
    """Like `recover`, for a visitor, of whom only so many tries are taken. Raises `TooMany` besides."""
    with throttles.attempt(throttles.RECOVERY, email, address, device):
        return recover(email, code, new_password)


def recover(email: str, code: str, new_password: str) -> Recovered:
    """Sets a new password with the kit's code, ends every sign-in, and gives a new kit; where somebody has a second
    factor nothing is changed until they prove it, or their wait for one that is lost is over.

    Raises `WrongSignIn`, `WeakPassword`, `CodeMistyped`, `Busy`."""
    _, _, seen = prove(email, code)  # cheap, and before any stretching
    db.session.remove()
    proof, terms = accounts.prove_new_password(new_password, seen.epoch)
    with unit_of_work():
        person, slot, unlocked = prove(email, code, lock=True)
        new = NewPassword(proof, terms, slot.version)
        if factors.has_factor(person) and not recovery_waits.use_if_over(person):
            return Recovered(unlocked, new_password=new)
        factor_loss.remove_all(person)
        kit = _set(person, unlocked, new)
        db.session.flush()
        return Recovered(replace(unlocked, versions=slots.versions(person.id)), kit)


def prove(email: str, code: str, *, lock: bool = False) -> tuple[Person, Slot, Unlocked]:
    """Opens an account with its kit's code; nothing is used up. Raises `WrongSignIn`, `CodeMistyped`."""
    found = slots.find(email, RECOVERY_CODE, lock=lock)
    proof = prove_code(code, found[1].salt if found else make_salt())
    if found is None:
        raise WrongSignIn
    return *found, slots.unlock(*found, proof)


def _set(person: Person, unlocked: Unlocked, new: NewPassword) -> Kit:
    kit = kits.make(person, unlocked.account_key)
    _change(person, unlocked, new)
    return kit


def _change(person: Person, unlocked: Unlocked, new: NewPassword) -> None:
    slots.put(person, new.terms, new.proof, unlocked.account_key)
    accounts.end_sign_ins(person.id)
    recovery_waits.close_open(person, person.id)
    notices.put(person.clinic_id, person.id, Notice.KIT_USED)
    audit.record(Act.PERSON_RECOVERED, person.id, people.stamp(person))


def keep(actor: Actor, sign_in_id: UUID, new: NewPassword) -> None:
    """Lays a new password beside a sign-in that waits for the second factor; it counts from when that is proved."""
    sealed = carry_new_password(actor.keys.account_key, _place(actor, sign_in_id), new)
    with unit_of_work():
        mine = (SignIn.id == sign_in_id) & (SignIn.person_id == actor.id)
        db.session.execute(update(SignIn).where(mine).values(new_password_sealed=sealed))


def finish(actor: Actor, sign_in_id: UUID) -> bool:
    """Makes the new password count that waited for the second factor, which was just proved, and uses up the code.
    Gives whether there was one. Raises `WrongSignIn` where the code was used, or the keys renewed, meanwhile."""
    row = db.session.get_one(SignIn, sign_in_id)
    if row.new_password_sealed is None:
        return False
    new = _read(actor, row)
    with unit_of_work():
        person, slot = slots.person_of_this_epoch(actor), kits.slot_of(actor.id, lock=True)
        if slot is None or slot.version != new.kit_version or new.terms.epoch != person.epoch:
            raise WrongSignIn
        kits.use_up(person)
        _change(person, slots.unlocked_by(actor), new)
    return True


def _read(actor: Actor, row: SignIn) -> NewPassword:
    try:
        sealed = row.new_password_sealed or b""
        return read_new_password(actor.keys.account_key, _place(actor, row.id), sealed)
    except CannotOpen as error:
        raise WrongSignIn from error


def _place(actor: Actor, sign_in_id: UUID) -> Place:
    return people.place(actor.clinic_id, sign_in_id, author=actor.id)
