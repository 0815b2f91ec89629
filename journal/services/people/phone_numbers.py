"""The phone number on which the clinic can reach a patient: set by the patient, or by a manager for them."""

from __future__ import annotations

import re
from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.crypto.fields import open_field, seal_field
from journal.crypto.sealing import Kind
from journal.extensions import db, server_secret
from journal.models import Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.people.people_admin import CHANGED_PAST_US, PersonRefused
from journal.services.work import unit_of_work

PHONE = Kind("person", "phone_sealed")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()./-]{2,38}")


def of_person(person: Person) -> str:
    """Somebody's number; empty where there is none, or it cannot be opened."""
    if person.phone_sealed is None:
        return ""
    try:
        return open_field(server_secret(), PHONE, people.place(person.clinic_id, person.id), person.phone_sealed)
    except CannotOpen:
        return ""


def own(actor: Actor) -> str:
    """The actor's own number. Raises `NotAllowed`."""
    return of_person(_patient(actor, actor.id))


def of(actor: Actor, person_id: UUID) -> str:
    """The number of a patient of the manager's clinic; empty for anybody else."""
    person = db.session.get(Person, person_id)
    return of_person(_patient(actor, person_id)) if person is not None and person.role == "patient" else ""


def note_number(actor: Actor, person_id: UUID, typed: str) -> None:
    """A manager keeps the number of a patient. Raises `NotAllowed`, `PersonRefused`."""
    require(actor.who, Permission.PEOPLE_LIST, About(actor.clinic_id))
    set_number(actor, person_id, typed)


def set_number(actor: Actor, person_id: UUID, typed: str) -> None:
    """Keeps a number, or takes it away where nothing is given. Raises `NotAllowed`, `PersonRefused`."""
    number = " ".join(typed.split())
    if number and not _NUMBER.fullmatch(number):
        raise PersonRefused("Give a telephone number with its digits, such as +353 1 555 0134.")
    with unit_of_work():
        person = _patient(actor, person_id)
        if not people.is_current(person):
            raise PersonRefused(CHANGED_PAST_US)
        if of_person(person) == number:
            return
        place = people.place(person.clinic_id, person.id)
        person.phone_sealed = seal_field(server_secret(), PHONE, place, number) if number else None
        audit.record(Act.PHONE_NUMBER_SET, actor.id, people.stamp(person))


def _patient(actor: Actor, person_id: UUID) -> Person:
    person = db.session.get(Person, person_id)
    if person is None or person.role != "patient":
        raise NotAllowed
    require(actor.who, Permission.PHONE_NUMBER_SET, About(person.clinic_id, patient_id=person.id))
    return person
