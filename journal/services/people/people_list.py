"""The people of a clinic as its manager sees them: who, in which role, since when; never a word of content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from journal.extensions import db
from journal.models import AuditRow, CareRelation, Person, Reflection
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care_rows
from journal.services.people import invitation_links, name_lists, people
from journal.services.people.name_lists import Page
from journal.services.people.people import PersonCard
from journal.services.sign_in import factors

STATUSES = ("expected", "invited", "active", "disabled", "ended")


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person of the list; `whole` unless their row was changed past the application."""

    card: PersonCard
    whole: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the list."""

    people: tuple[ListedPerson, ...]
    page: Page


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who somebody is, when they were here, and how much there is: numbers and times."""

    card: PersonCard
    credentials: str
    whole: bool
    invited_at: datetime
    link_until: datetime | None
    joined_at: datetime | None
    signed_in_at: datetime | None
    factors: tuple[str, ...]
    therapists: int
    patients: int
    shared: int


def listed(actor: Actor, search: str = "", page: int = 1, *, role: str = "", status: str = "") -> PeoplePage:
    """A page of the manager's clinic, by name. Raises `NotAllowed`."""
    require(actor.who, Permission.PEOPLE_LIST, About(actor.clinic_id))
    shown = name_lists.page(actor.clinic_id, search, page, role=role, status=status)
    rows = in_order(shown.ids)
    stale = audit.stale(actor.clinic_id, [people.stamp(person) for person in rows])
    found = (ListedPerson(people.card(each), each.id not in stale and people.is_whole(each)) for each in rows)
    return PeoplePage(tuple(found), shown)


def in_order(ids: Sequence[UUID]) -> list[Person]:
    """The rows of these people, in the order of the ids."""
    rows = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [rows[person_id] for person_id in ids if person_id in rows]


def find(actor: Actor, person_id: UUID) -> PersonFacts:
    """One person of the manager's clinic. Raises `NotAllowed`."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotAllowed
    require(actor.who, Permission.PEOPLE_LIST, About(person.clinic_id))
    whole = people.is_whole(person) and not audit.stale(person.clinic_id, [people.stamp(person)])
    return PersonFacts(
        people.card(person), people.credentials_of(person), whole,
        person.created_at, invitation_links.open_until(person),
        _newest(person, Act.PERSON_JOINED), _newest(person, Act.SIGNED_IN), tuple(sorted(factors.kinds(person.id))),
        therapists=_in_care(CareRelation.patient_id == person.id),
        patients=_in_care(CareRelation.therapist_id == person.id), shared=_shared(person),
    )  # fmt: skip


def therapists(actor: Actor) -> list[PersonCard]:
    """The therapists who can be assigned, by name. Raises `NotAllowed`."""
    require(actor.who, Permission.PEOPLE_LIST, About(actor.clinic_id))
    mine = (Person.clinic_id == actor.clinic_id) & (Person.role == "therapist") & Person.status.in_(STATUSES[1:3])
    found = [people.card(person) for person in db.session.scalars(select(Person).where(mine))]
    return sorted(found, key=lambda each: each.name.casefold())


def _newest(person: Person, act: Act) -> datetime | None:
    """When somebody last did this, as the audit tells."""
    theirs = (AuditRow.clinic_id == person.clinic_id) & (AuditRow.actor_id == person.id) & (AuditRow.act == act)
    query = select(AuditRow).where(theirs).order_by(AuditRow.sequence.desc()).limit(1)
    row = db.session.scalars(query).first()
    return row.at if row is not None and audit.row_holds(row) else None


def _in_care(whose: object) -> int:
    active = select(func.count()).select_from(CareRelation).where(whose, CareRelation.state == care_rows.ACTIVE)  # type: ignore[arg-type]
    return db.session.execute(active).scalar_one()


def _shared(person: Person) -> int:
    """How many reflections a patient shares; how many, and nothing of them."""
    shared = (Reflection.patient_id == person.id) & (Reflection.state == "shared")
    return db.session.execute(select(func.count()).select_from(Reflection).where(shared)).scalar_one()
