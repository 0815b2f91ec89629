"""Waits: where the second factor is lost too, the kit opens the account after three days in which anyone may object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.canonical import Part
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Person, RecoveryWait
from journal.services import notices
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notices import Notice
from journal.services.sign_in import factors
from journal.services.work import unit_of_work

WAIT = timedelta(hours=72)
USABLE_FOR = timedelta(days=7)


class NothingToWaitFor(Exception):
    """This person has no second factor: the code alone lets them in."""


class NoSuchWait(Exception):
    """The link never was one, or its wait is over, used or cancelled."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A wait that goes on, or is over and not used yet."""

    asked_at: datetime
    ready_at: datetime


def begin(person: Person) -> Waiting:
    """Begins the wait of somebody whose code was proved, or gives the one that goes on; tells them. In the caller's
    unit of work, which holds the person. Raises `NothingToWaitFor`."""
    if not factors.has_factor(person):
        raise NothingToWaitFor
    row = _open(person.id)
    if row is None:
        moment = clock.now()
        row = RecoveryWait(
            id=make_id(), clinic_id=person.clinic_id, person_id=person.id, asked_at=moment, ready_at=moment + WAIT,
            version=0,
        )  # fmt: skip
        db.session.add(row)
        _close(row, Act.RECOVERY_WAIT_BEGUN, person.id)
        notices.put(person.clinic_id, person.id, Notice.RECOVERY_WAITING)
    return Waiting(row.asked_at, row.ready_at)


def use_if_over(person: Person) -> bool:
    """Whether a wait of this person is over, and uses it up; in the caller's unit of work, which holds the person."""
    row = _open(person.id)
    if row is None or row.ready_at > clock.now():
        return False
    row.used_at = clock.now()
    _close(row, Act.RECOVERY_WAIT_USED, person.id)
    return True


def of(actor: Actor) -> Waiting | None:
    """The wait that somebody began with the actor's kit, if any."""
    row = _open(actor.id)
    return Waiting(row.asked_at, row.ready_at) if row else None


def cancel(actor: Actor) -> None:
    """Ends a wait that the actor did not ask for; twice is once."""
    with unit_of_work():
        close_open(db.session.get_one(Person, actor.id), actor.id)


def cancel_path(person_id: UUID) -> str | None:
    """The address on which a wait of this person can be called off without a sign-in, for the mail that tells of it."""
    row = _open(person_id)
    return f"/recover/cancel/{row.id}/{_token(row.id)}" if row else None


def can_be_cancelled(wait_id: UUID, token: str) -> bool:
    """Whether this address calls off a wait that is still open."""
    return _by_link(wait_id, token) is not None


def cancel_by_link(wait_id: UUID, token: str) -> None:
    """Calls off the wait of a link. Raises `NoSuchWait`."""
    with unit_of_work():
        row = _by_link(wait_id, token)
        if row is None:
            raise NoSuchWait
        cancel_row(row, None)


def close_open(person: Person, actor_id: UUID | None) -> None:
    """Calls off the wait of somebody who has no need of it any more; in the caller's unit of work."""
    row = _open(person.id)
    if row is not None:
        cancel_row(row, actor_id)


def cancel_row(row: RecoveryWait, actor_id: UUID | None) -> None:
    """Calls off one wait; in the caller's unit of work, who has asked."""
    row.cancelled_at = clock.now()
    _close(row, Act.RECOVERY_WAIT_CANCELLED, actor_id)


def _by_link(wait_id: UUID, token: str) -> RecoveryWait | None:
    row = db.session.get(RecoveryWait, wait_id)
    fits = row is not None and server_secret().mac_holds(_bytes(token), "cancel-wait", wait_id)
    return _open(row.person_id) if row is not None and fits and _open(row.person_id) is row else None


def _token(wait_id: UUID) -> str:
    return server_secret().mac("cancel-wait", wait_id).hex()


def _bytes(token: str) -> bytes:
    try:
        return bytes.fromhex(token)
    except ValueError:
        return b""


def _open(person_id: UUID) -> RecoveryWait | None:
    """The newest wait, if it is whole and newest, and neither used, nor cancelled, nor long over."""
    mine = select(RecoveryWait).where(RecoveryWait.person_id == person_id).order_by(RecoveryWait.id.desc()).limit(1)
    row = db.session.scalars(mine).one_or_none()
    if row is None or row.used_at or row.cancelled_at or row.ready_at + USABLE_FOR < clock.now():
        return None
    whole = server_secret().mac_holds(row.mac, "recovery-wait", *parts(row))
    return row if whole and not audit.stale(row.clinic_id, [stamp(row)]) else None


def _close(row: RecoveryWait, act: Act, actor_id: UUID | None) -> None:
    row.version += 1
    row.mac = server_secret().mac("recovery-wait", *parts(row))
    audit.record(act, actor_id, stamp(row))


def stamp(row: RecoveryWait) -> audit.Stamp:
    """The wait as the audit remembers it."""
    return audit.stamp(row.clinic_id, row.id, row.version, *parts(row))


def parts(row: RecoveryWait) -> tuple[Part, ...]:
    """What the MAC of a wait covers."""
    return (
        row.id, row.clinic_id, row.person_id, row.asked_at, row.ready_at, row.cancelled_at, row.used_at, row.version,
    )  # fmt: skip
