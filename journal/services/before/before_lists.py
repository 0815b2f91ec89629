"""Records before the person as pages list them: for who holds them, and the names alone for the manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal.extensions import db
from journal.models import BeforeRecord, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.before import before_endings, before_rings, before_rows, handing_over, kept_records, letting_in
from journal.services.before.handing_over import Arrived
from journal.services.before.letting_in import Colleague
from journal.services.people import invitation_links, people
from journal.services.people.people import PersonCard


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who is not here yet, with a record that the actor holds."""

    person: PersonCard
    keeper_name: str
    is_mine: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record before the person as its page shows it."""

    person: PersonCard
    keeper_name: str
    is_mine: bool
    since: datetime
    state: str
    entries: int
    has_account: bool
    can_write: bool
    can_destroy: bool
    link_until: datetime | None
    colleagues: tuple[Colleague, ...]
    free: tuple[PersonCard, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What a clinician's own pages say: whose record waits for its person, and who has come."""

    expected: tuple[Expected, ...]
    arrived: tuple[Arrived, ...]


def of_clinician(actor: Actor) -> Before:
    """The people whose record the actor holds: those not here yet, by name, and those who have come and wait for the
    keeper. Raises `NotAllowed`."""
    require(actor.who, Permission.BEFORE_OPEN, About(actor.clinic_id))
    found = [(record, db.session.get_one(Person, record.patient_id)) for record in before_rows.held_by(actor.id)]
    expected = [_expected(actor, record, person) for record, person in found if not person.epoch]
    by_name = sorted(expected, key=lambda each: each.person.name.casefold())
    return Before(tuple(by_name), tuple(handing_over.waiting(actor)))


def may_open(actor: Actor) -> None:
    """Raises `NotAllowed` unless the actor may open a record for somebody who has no account."""
    require(actor.who, Permission.BEFORE_OPEN, About(actor.clinic_id))


def _expected(actor: Actor, record: BeforeRecord, person: Person) -> Expected:
    return Expected(people.card(person), _keeper(record), record.keeper_id == actor.id, record.created_at)


def _keeper(record: BeforeRecord) -> str:
    return people.name_of(db.session.get_one(Person, record.keeper_id))


def page(actor: Actor, patient_id: UUID) -> KeptRecord:
    """The page of one record, for who holds it. Raises `NotAllowed`."""
    record = before_rows.of_patient(patient_id)
    if record is None or not before_rows.keeps(patient_id, actor.id):
        raise NotAllowed
    require(actor.who, Permission.BEFORE_OPEN, About(record.clinic_id))
    person, mine = db.session.get_one(Person, patient_id), record.keeper_id == actor.id
    return KeptRecord(
        people.card(person), _keeper(record), mine, record.created_at, record.state, kept_records.count(record),
        has_account=person.epoch > 0, can_write=before_rings.can_write(actor, patient_id),
        can_destroy=mine and before_endings.may_destroy(record), link_until=invitation_links.open_until(person),
        colleagues=letting_in.colleagues(record), free=letting_in.free(actor, record) if mine else (),
    )  # fmt: skip


def of_keeper(actor: Actor, keeper_id: UUID) -> tuple[str, ...]:
    """The names of those whose record waits on somebody of the clinic, for its manager, who opens none. Raises
    `NotAllowed`."""
    require(actor.who, Permission.PEOPLE_LIST, About(actor.clinic_id))
    kept = [record for record in before_rows.of_keeper(keeper_id) if record.clinic_id == actor.clinic_id]
    names = people.names(actor.clinic_id, [record.patient_id for record in kept])
    return tuple(sorted(names.values(), key=str.casefold))
