"""Who can be invited: somebody new, somebody for whom a record is kept, or who was invited and has not come yet."""

from __future__ import annotations

import re
from secrets import token_bytes
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.fields import index_email, indexes_of_email, seal_field
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Clinic, Person
from journal.services import installation
from journal.services.people import people

EXPECTED, INVITED, CLOSED = "expected", "invited", "closed"
KNOWN_ALREADY = (
    "Somebody with this email address is known here already, so no record was opened. Check the address; if it is "
    "theirs, ask the manager."
)
NAME_OF_NOBODY = "Somebody who did not come"
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,63}")


class InvitationRefused(ValueError):
    """The person cannot be invited so; the message says why."""


def find_or_make(clinic_id: UUID, role: str, name: str, email: str, identifier: str, credentials: str = "") -> Person:
    """The person an invitation is for; in the caller's unit of work. Raises `InvitationRefused`."""
    _refuse_wrong_words(role, name, email)
    if db.session.get(Clinic, clinic_id) is None:
        raise InvitationRefused("There is no such clinic.")
    known = _known(email)
    if known is None:
        return _make(clinic_id, role, name, email, identifier, credentials)
    waits = known.status in (EXPECTED, INVITED)
    if (known.clinic_id, known.role, waits) != (clinic_id, role, True) or not people.is_current(known):
        raise InvitationRefused("Somebody with this e-mail address is known already.")
    return known


def expect(clinic_id: UUID, name: str, email: str, identifier: str) -> Person:
    """A patient who is not invited yet, and so has neither a link nor an account; in the caller's unit of work.
    Raises `InvitationRefused`."""
    _refuse_wrong_words("patient", name, email)
    if _known(email) is not None:
        raise InvitationRefused(KNOWN_ALREADY)
    person = _make(clinic_id, "patient", name, email, identifier, "")
    person.status = EXPECTED
    people.close_person(person)
    return person


def forget(person: Person) -> None:
    """Takes name, address and identifier out of the row of who never came, and lets nobody find it by them; in the
    caller's unit of work, which audits it."""
    server, place = server_secret(), people.place(person.clinic_id, person.id)
    person.name_sealed = seal_field(server, people.NAME, place, NAME_OF_NOBODY)
    person.email_sealed = seal_field(server, people.EMAIL, place, "")
    person.identifier_sealed = seal_field(server, people.IDENTIFIER, place, "")
    person.status, person.email_index, person.version = CLOSED, token_bytes(32), person.version + 1
    people.close_person(person)


def _known(email: str) -> Person | None:
    indexes = indexes_of_email(server_secret(), email)
    query = select(Person).where(Person.email_index.in_(indexes)).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _refuse_wrong_words(role: str, name: str, email: str) -> None:
    if role not in people.ROLES:
        raise InvitationRefused(f"A role is one of {', '.join(people.ROLES)}.")
    if not name or not _EMAIL.fullmatch(email):
        raise InvitationRefused("A name and a whole e-mail address are needed.")
    if email.casefold().endswith("@demo.example") and not installation.is_demonstration():
        raise InvitationRefused("Addresses at demo.example belong to demonstrations. Use the person's own.")


def _make(clinic_id: UUID, role: str, name: str, email: str, identifier: str, credentials: str) -> Person:
    server, person_id = server_secret(), make_id()
    place = people.place(clinic_id, person_id)
    person = Person(
        id=person_id, clinic_id=clinic_id, role=role, status="invited", epoch=0, version=1,
        email_index=index_email(server, email), email_sealed=seal_field(server, people.EMAIL, place, email),
        name_sealed=seal_field(server, people.NAME, place, name),
        identifier_sealed=seal_field(server, people.IDENTIFIER, place, identifier),
        credentials_sealed=seal_field(server, people.CREDENTIALS, place, credentials) if credentials else None,
        theme="system", text_size="normal", created_at=clock.now(),
    )  # fmt: skip
    people.close_person(person)
    return person
