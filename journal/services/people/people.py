"""People's rows: their MACs, their sealed names, and their public keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm.util import identity_key

from journal.crypto.accounts import PublicKeys
from journal.crypto.canonical import Part
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.fields import indexes_of_email, open_field
from journal.crypto.sealing import Kind, Place
from journal.extensions import db, server_secret
from journal.models import Person, PersonKey
from journal.services.audit import audit, refused
from journal.services.audit.acts import Act

NAME = Kind("person", "name_sealed")
EMAIL = Kind("person", "email_sealed")
IDENTIFIER = Kind("person", "identifier_sealed")
CREDENTIALS = Kind("person", "credentials_sealed")
ROLES = ("patient", "therapist", "prescriber", "nurse", "manager")
UNREADABLE_NAME = "Name cannot be opened"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as lists show them."""

    id: UUID
    name: str
    identifier: str
    email: str
    role: str
    status: str


def place(
    clinic_id: UUID,
    row: UUID,
    version: int = 0,
    patient: UUID | None = None,
    author: UUID | None = None,
    parent: UUID | None = None,
) -> Place:
    """The place of a sealed value in this installation."""
    return Place(server_secret().instance, clinic_id, row, version, patient, author, parent)


def _person_parts(person: Person) -> tuple[Part, ...]:
    return (
        person.id, person.clinic_id, person.role, person.status,
        person.epoch, person.version, person.email_index,
        *((person.factors,) if person.factors else ()),  # left out, so that rows from before factors still hold
    )  # fmt: skip


def key_parts(key: PersonKey) -> tuple[Part, ...]:
    """What the MAC of a person's public keys covers."""
    return (
        key.id, key.clinic_id, key.person_id, key.epoch,
        key.suite, key.sealing_public, key.signing_public,
    )  # fmt: skip


def close_person(person: Person) -> None:
    """Puts the MAC on a person's row after a change of what it covers."""
    person.mac = server_secret().mac("person", *_person_parts(person))


def close_key(key: PersonKey) -> None:
    """Puts the MAC on a row of public keys."""
    key.mac = server_secret().mac("person-key", *key_parts(key))


def is_whole(person: Person, key: PersonKey | None = None) -> bool:
    """Whether the MACs of a person's row, and of their keys' row, hold."""
    server = server_secret()
    if not server.mac_holds(person.mac, "person", *_person_parts(person)):
        return False
    return key is None or (
        (key.person_id, key.epoch) == (person.id, person.epoch)
        and server.mac_holds(key.mac, "person-key", *key_parts(key))
    )


def stamp(person: Person) -> audit.Stamp:
    """The person's row as the audit remembers it."""
    return audit.stamp(person.clinic_id, person.id, person.version, *_person_parts(person))


def is_current(person: Person) -> bool:
    """Whether the person's row is whole, and what its newest audit row says."""
    return is_whole(person) and not audit.stale(person.clinic_id, [stamp(person)])


def name_of(person: Person) -> str:
    """The name, or plain words saying that it cannot be opened."""
    return _field(person, NAME, person.name_sealed) or UNREADABLE_NAME


def identifier_of(person: Person) -> str:
    """The second identifier: date of birth or clinic number; empty when it cannot be opened."""
    return _field(person, IDENTIFIER, person.identifier_sealed)


def email_of(person: Person) -> str:
    """The e-mail address; empty when it cannot be opened."""
    return _field(person, EMAIL, person.email_sealed)


def credentials_of(person: Person) -> str:
    """What somebody of the staff may put behind their name, such as "LMFT"; empty when there is none."""
    return _field(person, CREDENTIALS, person.credentials_sealed) if person.credentials_sealed else ""


def _field(person: Person, kind: Kind, sealed: bytes) -> str:
    try:
        return open_field(server_secret(), kind, place(person.clinic_id, person.id), sealed)
    except CannotOpen:
        return ""


def card(person: Person) -> PersonCard:
    """The person as lists show them."""
    return PersonCard(person.id, name_of(person), identifier_of(person), email_of(person), person.role, person.status)


def names(clinic_id: UUID, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of some people of a clinic; what nobody did has none."""
    wanted = {each for each in ids if each is not None}
    found = [person for person in map(_loaded, wanted) if person is not None]
    missing = wanted - {person.id for person in found}
    if missing:
        found += db.session.scalars(select(Person).where(Person.id.in_(missing)))
    return {person.id: name_of(person) for person in found if person.clinic_id == clinic_id}


def _loaded(person_id: UUID) -> Person | None:
    """Somebody's row where this transaction has it already."""
    found = db.session().identity_map.get(identity_key(Person, person_id))
    return found if found is not None and not inspect(found).expired else None


def current_key(person_id: UUID) -> tuple[Person, PersonKey]:
    """Somebody's row and current public keys. Raises `KeyRefused` unless both are whole, newest and active."""
    found = db.session.execute(
        select(Person, PersonKey)
        .join(PersonKey, (PersonKey.person_id == Person.id) & (PersonKey.epoch == Person.epoch))
        .where(Person.id == person_id, Person.status == "active")
    ).one_or_none()
    if found is None:
        raise KeyRefused
    if not is_whole(found[0], found[1]) or audit.stale(found[0].clinic_id, [stamp(found[0])]):
        refused.note(Act.REFUSED_KEY, found[0].clinic_id, person_id)
        raise KeyRefused
    return found[0], found[1]


def hold(person_id: UUID) -> None:
    """Of several who make something for this person at once, each waits here for the one before to be done; in a unit
    of work, before anything is looked at. What only refers to the person waits for nobody."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def signer_key(key_id: UUID, owner_id: UUID) -> PublicKeys:
    """The public keys a grant was signed with, also of an earlier epoch. Raises `KeyRefused`."""
    key = db.session.get(PersonKey, key_id)
    if key is None or key.person_id != owner_id:
        raise KeyRefused
    if not server_secret().mac_holds(key.mac, "person-key", *key_parts(key)):
        raise KeyRefused
    return public_keys(key)


def public_keys(key: PersonKey) -> PublicKeys:
    """The public keys of a row."""
    return PublicKeys(sealing=key.sealing_public, signing=key.signing_public, suite=key.suite)


def find_by_email(clinic_id: UUID, email: str) -> UUID | None:
    """The id of a clinic's person with this e-mail address; for commands."""
    found = Person.email_index.in_(indexes_of_email(server_secret(), email)) & (Person.clinic_id == clinic_id)
    return db.session.scalars(select(Person.id).where(found)).one_or_none()
