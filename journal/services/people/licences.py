"""Licences of staff: a number and the day it runs out, noted by a manager, with a word before and after that day."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.fields import open_field, seal_field
from journal.crypto.sealing import Kind
from journal.extensions import db, server_secret
from journal.models import Clinic, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.people.people_admin import CHANGED_PAST_US, PersonRefused
from journal.services.work import unit_of_work

LICENSED = ("therapist", "prescriber", "nurse")
WARNED_DAYS = 60
LICENCE = Kind("person", "licence_sealed")


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence, and in how many days it runs out: below nothing once it has."""

    number: str
    expires_on: date
    days_left: int

    @property
    def warns(self) -> bool:
        """Whether its day is near or past."""
        return self.days_left <= WARNED_DAYS


@dataclass(frozen=True, slots=True)
class Warned:
    """Somebody whose licence runs out soon, or has."""

    person_id: UUID
    name: str
    licence: Licence


def of_person(person: Person) -> Licence | None:
    """Somebody's licence; none where none was noted, or it cannot be opened."""
    if person.licence_sealed is None:
        return None
    try:
        told = open_field(server_secret(), LICENCE, people.place(person.clinic_id, person.id), person.licence_sealed)
        number, expires_on = json.loads(told)
        day = date.fromisoformat(expires_on)
    except (CannotOpen, ValueError, TypeError):
        return None
    return Licence(number, day, (day - _today(person.clinic_id)).days)


def _today(clinic_id: UUID) -> date:
    return clock.now().astimezone(ZoneInfo(db.session.get_one(Clinic, clinic_id).time_zone)).date()


def of(actor: Actor, person_id: UUID) -> Licence | None:
    """The licence of one person of the manager's clinic. Raises `NotAllowed`."""
    return of_person(_staff(actor, person_id, Permission.PEOPLE_LIST))


def _staff(actor: Actor, person_id: UUID, permission: Permission) -> Person:
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotAllowed
    require(actor.who, permission, About(person.clinic_id))
    return person


def set_licence(actor: Actor, person_id: UUID, number: str, expires_on: date | None) -> None:
    """Notes a licence, or takes it away where nothing is given. Raises `NotAllowed`, `PersonRefused`."""
    with unit_of_work():
        person = _staff(actor, person_id, Permission.PERSON_INVITE)
        if person.role not in LICENSED or bool(number) != bool(expires_on):
            raise PersonRefused("Give both the number of the licence and the day it runs out, or neither.")
        if not people.is_current(person):
            raise PersonRefused(CHANGED_PAST_US)
        told = json.dumps([number, expires_on.isoformat()]) if expires_on else ""
        place = people.place(person.clinic_id, person.id)
        person.licence_sealed = seal_field(server_secret(), LICENCE, place, told) if told else None
        audit.record(Act.LICENCE_SET, actor.id, people.stamp(person))


def warnings(actor: Actor) -> list[Warned]:
    """Everybody of the manager's clinic whose licence runs out soon or has, nearest first. Raises `NotAllowed`."""
    require(actor.who, Permission.PEOPLE_LIST, About(actor.clinic_id))
    theirs = (Person.clinic_id == actor.clinic_id) & Person.licence_sealed.is_not(None) & (Person.status == "active")
    found = _warned(db.session.scalars(select(Person).where(theirs)))
    return sorted(found, key=lambda each: each.licence.expires_on)


def _warned(persons: Iterable[Person]) -> list[Warned]:
    found = ((person, of_person(person)) for person in persons)
    return [
        Warned(person.id, people.name_of(person), licence) for person, licence in found if licence and licence.warns
    ]


def own_warning(actor: Actor) -> Licence | None:
    """The actor's own licence, where it runs out soon or has."""
    person = db.session.get(Person, actor.id) if actor.role in LICENSED else None
    licence = of_person(person) if person is not None else None
    return licence if licence is not None and licence.warns else None
