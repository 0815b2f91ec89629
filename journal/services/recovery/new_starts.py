"""Starting again after everything was lost: a link after an identity check, and new keys for whoever follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.tokens import hash_invitation_token, make_invitation_token
from journal.extensions import db
from journal.ids import make_id
from journal.models import Clinic, NewStart, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import notices
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notices import Notice
from journal.services.people import accounts, people
from journal.services.people.invitations import Accepted, InvitationGone
from journal.services.recovery import beginnings, new_start_rows
from journal.services.recovery.new_start_rows import close, is_open
from journal.services.sign_in.slots import Unlocked
from journal.services.work import unit_of_work

VALID_FOR = timedelta(hours=72)
CHECKS = {"passport": "A passport or identity card, in person", "known": "Known in person by two of the staff"}


@dataclass(frozen=True, slots=True)
class Loser:
    """Somebody who may have lost everything, as the manager's page names them."""

    id: UUID
    name: str
    role: str
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class OpenStart:
    """What the page of the link says."""

    name: str
    role: str
    clinic_name: str


def loser(actor: Actor, person_id: UUID) -> Loser:
    """The person whom the manager is about to let start again. Raises `NotAllowed`."""
    person = _person(actor, person_id)
    row = _newest(person.id)
    return Loser(person.id, people.name_of(person), person.role, row.created_at if row and is_open(row) else None)


def make(actor: Actor, person_id: UUID, checked_by: str) -> str:
    """The token of a one-time link to new keys, good for 72 hours; it ends any earlier one and opens nothing that was
    written. The person is told. Raises `NotAllowed`."""
    if checked_by not in CHECKS:
        raise NotAllowed
    token, moment = make_invitation_token(), clock.now()
    with unit_of_work():
        person = _person(actor, person_id)
        _cancel_open(person.id, actor.id)
        row = NewStart(
            id=make_id(), clinic_id=person.clinic_id, person_id=person.id, started_by=actor.id, checked_by=checked_by,
            token_hash=hash_invitation_token(token), created_at=moment, expires_at=moment + VALID_FOR, version=0,
        )  # fmt: skip
        db.session.add(row)
        close(row, Act.NEW_START_MADE, actor.id)
        notices.put(person.clinic_id, person.id, Notice.ACCOUNT_RESET)
    return token


def _person(actor: Actor, person_id: UUID) -> Person:
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotAllowed
    require(actor.who, Permission.PERSON_START_AGAIN, About(person.clinic_id, person_id=person.id))
    if (
        person.status != "active"
        or not people.is_whole(person)
        or audit.stale(person.clinic_id, [people.stamp(person)])
    ):
        raise NotAllowed
    return person


def find(token: str) -> OpenStart:
    """What an open link says. Raises `InvitationGone`."""
    _, person = _open(token)
    clinic = db.session.get_one(Clinic, person.clinic_id)
    return OpenStart(people.name_of(person), person.role, clinic.name)


def accept(token: str, password: str) -> Accepted:
    """New keys, a new password and a new kit, for the person of the link; what only the lost keys opened stays closed.

    Raises `InvitationGone`, `WeakPassword`, `Busy`."""
    _, seen = _open(token)
    epoch = seen.epoch + 1
    proof, terms = accounts.prove_new_password(password, epoch)
    with unit_of_work():
        row, person = _open(token, lock=True)
        if person.epoch + 1 != epoch:
            raise InvitationGone
        row.used_at = clock.now()
        close(row, Act.NEW_START_USED, person.id)
        keys, kit = beginnings.begin_anew(person, proof, terms)
        notices.put(person.clinic_id, person.id, Notice.ACCOUNT_RESET)
    return Accepted(Unlocked(person.id, person.clinic_id, person.epoch, keys.account_key), kit)


def waiting(actor: Actor) -> datetime | None:
    """Since when a link to start again waits for somebody who is signed in and so has not lost everything."""
    row = _newest(actor.id)
    return row.created_at if row and is_open(row) else None


def cancel(actor: Actor) -> None:
    """Ends a link that the signed-in person did not ask for; twice is once."""
    with unit_of_work():
        _cancel_open(actor.id, actor.id)


def _cancel_open(person_id: UUID, actor_id: UUID) -> None:
    row = _newest(person_id)
    if row is not None and is_open(row):
        row.cancelled_at = clock.now()
        close(row, Act.NEW_START_CANCELLED, actor_id)


def _newest(person_id: UUID) -> NewStart | None:
    mine = select(NewStart).where(NewStart.person_id == person_id).order_by(NewStart.id.desc()).limit(1)
    return db.session.scalars(mine).one_or_none()


def _open(token: str, *, lock: bool = False) -> tuple[NewStart, Person]:
    query = (
        select(NewStart, Person)
        .join(Person, Person.id == NewStart.person_id)
        .where(NewStart.token_hash == hash_invitation_token(token), Person.status == "active")
    )
    found = db.session.execute(
        query.with_for_update().execution_options(populate_existing=True) if lock else query
    ).one_or_none()
    if found is None or not new_start_rows.is_open(found[0]) or not people.is_whole(found[1]):
        raise InvitationGone
    if audit.stale(found[1].clinic_id, [people.stamp(found[1])]):
        raise InvitationGone
    return found[0], found[1]
