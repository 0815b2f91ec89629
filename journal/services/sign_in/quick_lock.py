"""Hiding one's pages on a shared phone, and opening them again with a PIN."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Update, select, update

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.quick_lock import quick_lock_fits, seal_quick_lock
from journal.crypto.sealing import Place
from journal.extensions import db
from journal.models import Person, SignIn
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.sign_in import idle, sign_in_rows
from journal.services.sign_in.idle import EndedBy
from journal.services.work import unit_of_work

MOST_TRIES = 5
_PIN = re.compile(r"[0-9]{4,8}")
_RUNS = ("0123456789", "9876543210")


class PinRefused(Exception):
    """A PIN has four to eight digits, and is not the first that everybody tries."""


class WrongPin(Exception):
    """Not the PIN; `left` tells how many tries there still are. With none left the sign-in has ended."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def require_may(actor: Actor) -> None:
    """Raises `NotAllowed` for whom pages cannot be hidden: only patients have a PIN."""
    require(actor.who, Permission.QUICK_LOCK_SET, About(actor.clinic_id, patient_id=actor.id))


def put(actor: Actor, pin: str) -> None:
    """Turns hiding on, or changes its PIN. Raises `PinRefused`, `NotAllowed`."""
    require_may(actor)
    if not _PIN.fullmatch(pin) or len(set(pin)) == 1 or any(pin in run for run in _RUNS):
        raise PinRefused
    sealed = seal_quick_lock(actor.keys.account_key, actor.keys.epoch, _place(actor), pin)
    _keep(actor, sealed, Act.QUICK_LOCK_SET)


def remove(actor: Actor) -> None:
    """Turns hiding off. Raises `NotAllowed`."""
    require_may(actor)
    _keep(actor, None, Act.QUICK_LOCK_REMOVED)


def _keep(actor: Actor, sealed: bytes | None, act: Act) -> None:
    with unit_of_work():
        db.session.execute(update(Person).where(Person.id == actor.id).values(quick_lock_sealed=sealed))
        audit.record_about(act, actor.id, people.stamp(db.session.get_one(Person, actor.id)))


def lock(actor: Actor, sign_in_id: UUID) -> None:
    """Hides everything of this sign-in until its PIN is typed. Raises `NotAllowed` where there is none."""
    require_may(actor)
    if _stored(actor) is None:
        raise NotAllowed
    _note(Act.SIGN_IN_LOCKED, _own(actor, sign_in_id, SignIn.locked_at.is_(None)), clock.now())


def _own(actor: Actor, sign_in_id: UUID, *where: ColumnElement[bool]) -> Update:
    return update(SignIn).where(
        SignIn.id == sign_in_id, SignIn.person_id == actor.id, SignIn.ended_at.is_(None), *where
    )


def _note(act: Act, own: Update, locked_at: datetime | None) -> None:
    with unit_of_work():
        row = db.session.scalars(own.values(locked_at=locked_at, wrong_codes=0).returning(SignIn)).first()
        if row is not None:
            sign_in_rows.record(act, row)


def unlock(actor: Actor, sign_in_id: UUID, pin: str) -> None:
    """Opens the pages again. Each try is counted before it is looked at, and the last wrong one ends the sign-in.
    Raises `WrongPin`."""
    left = _count_try(sign_in_id)
    if left >= 0 and _fits(actor, pin):
        _note(Act.SIGN_IN_UNLOCKED, _own(actor, sign_in_id), None)
        return
    if left <= 0:
        _end(actor, sign_in_id)
    raise WrongPin(max(left, 0))


def _count_try(sign_in_id: UUID) -> int:
    """Counts one try, and gives how many are left after it; fewer than none when it may not be made."""
    may_try = (SignIn.id == sign_in_id) & SignIn.ended_at.is_(None) & (SignIn.wrong_codes < MOST_TRIES)
    counted = update(SignIn).where(may_try).values(wrong_codes=SignIn.wrong_codes + 1).returning(SignIn.wrong_codes)
    with unit_of_work():
        tries = db.session.scalar(counted)
    return -1 if tries is None else MOST_TRIES - tries


def _fits(actor: Actor, pin: str) -> bool:
    try:
        return quick_lock_fits(actor.keys.account_key, _place(actor), _stored(actor), pin)
    except CannotOpen:
        return False


def _end(actor: Actor, sign_in_id: UUID) -> None:
    with unit_of_work():
        if idle.end(sign_in_id, EndedBy.WRONG_CODES):
            sign_in_rows.record_end(Act.SIGN_IN_STOPPED, actor.clinic_id, sign_in_id, actor.id)


def _stored(actor: Actor) -> bytes | None:
    return db.session.scalar(select(Person.quick_lock_sealed).where(Person.id == actor.id))


def _place(actor: Actor) -> Place:
    return people.place(actor.clinic_id, actor.id, author=actor.id)
