"""What a manager does with people's accounts: invite, send a new link, disable, enable, end sign-ins.

Nothing here sets a password, opens a key or reads a word of content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import notices
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notices import Notice
from journal.services.people import accounts, invitation_links, invitations, people
from journal.services.people.invitations import Invited
from journal.services.people.invited_people import InvitationRefused
from journal.services.work import unit_of_work

EXPECTED, INVITED, ACTIVE, DISABLED, ENDED = "expected", "invited", "active", "disabled", "ended"
CHANGED_PAST_US = (
    "The entry of this person was changed in the database, not here, so nothing was done. "
    "Ask whoever runs the server to look at it before you go on."
)
KNOWN = "Somebody with this email address is at this clinic already. Find them under People, and send a new link there."
LAST_MANAGER = "This is the last manager who can sign in. Invite or enable another one first."


ActOnPerson = Callable[[Actor, UUID], None]


class PersonRefused(ValueError):
    """This cannot be done with that person; the message says why. Nothing was changed."""


def invite(actor: Actor, *, role: str, name: str, email: str, identifier: str, credentials: str = "",
           therapist_id: UUID | None = None) -> Invited:  # fmt: skip
    """Invites somebody new to the manager's clinic, and tells them to expect a link, which never goes into the outbox.
    Raises `NotAllowed`, `InvitationRefused`."""
    require(actor.who, Permission.PERSON_INVITE, About(actor.clinic_id))
    if people.find_by_email(actor.clinic_id, email) is not None:
        raise InvitationRefused(KNOWN)
    with unit_of_work():
        invited = invitations.invite(
            actor.clinic_id, role=role, name=name, email=email, identifier=identifier, credentials=credentials,
            therapist_id=therapist_id, actor_id=actor.id,
        )  # fmt: skip
        notices.put(actor.clinic_id, invited.person_id, Notice.INVITED)
    return invited


def resend(actor: Actor, person_id: UUID) -> Invited:
    """A new link for who was invited and has not come yet, or is expected; it ends the one before.
    Raises `NotAllowed`, `PersonRefused`."""
    with _changing(actor, Permission.PERSON_INVITE, person_id) as person:
        if person.status not in (EXPECTED, INVITED):
            raise PersonRefused("Only who has not accepted yet needs a link. They have an account already.")
        return Invited(invitation_links.renew(person, actor.id), person.id)


def disable(actor: Actor, person_id: UUID) -> None:
    """Ends somebody's sign-ins and links at once, and lets no new one begin; their keys and words stay as they are.
    Raises `NotAllowed`, `PersonRefused`."""
    with _changing(actor, Permission.PERSON_DISABLE, person_id) as person:
        if person.status == EXPECTED:
            raise PersonRefused("They have no account yet. Who keeps their record can destroy it.")
        if person.status not in (INVITED, ACTIVE):
            raise PersonRefused("This account is closed already.")
        if person.role == "manager" and person.status == ACTIVE and not _other_managers(person):
            raise PersonRefused(LAST_MANAGER)
        accounts.end_sign_ins(person.id, actor.id)
        invitation_links.end(person.id)
        _move(person, DISABLED, Act.PERSON_DISABLED, actor.id)


def enable(actor: Actor, person_id: UUID) -> None:
    """Lets somebody who was disabled sign in again; who had never come needs a new link.
    Raises `NotAllowed`, `PersonRefused`."""
    with _changing(actor, Permission.PERSON_DISABLE, person_id) as person:
        if person.status != DISABLED:
            raise PersonRefused("This account is not disabled.")
        _move(person, ACTIVE if person.epoch else INVITED, Act.PERSON_ENABLED, actor.id)


def end_sign_ins(actor: Actor, person_id: UUID) -> None:
    """Ends every open sign-in of somebody; they can sign in again. Raises `NotAllowed`, `PersonRefused`."""
    with _changing(actor, Permission.SIGN_INS_END, person_id) as person:
        accounts.end_sign_ins(person.id, actor.id)
        person.version += 1  # a sign-in counts under one version only, also one that is hidden just now
        people.close_person(person)
        notices.put(person.clinic_id, person.id, Notice.SIGN_INS_ENDED)
        audit.record(Act.SIGN_INS_ENDED, actor.id, people.stamp(person))


@contextmanager
def _changing(actor: Actor, permission: Permission, person_id: UUID) -> Iterator[Person]:
    """One unit of work on a person whose row is whole and held; a refusal undoes it and leaves a row in the audit."""
    try:
        with unit_of_work():
            yield _held(actor, permission, person_id)
    except PersonRefused:
        note_refusal(actor, person_id)
        raise


def _held(actor: Actor, permission: Permission, person_id: UUID) -> Person:
    mine = (Person.id == person_id) & (Person.clinic_id == actor.clinic_id)
    query = select(Person).where(mine).with_for_update().execution_options(populate_existing=True)
    person = db.session.scalars(query).one_or_none()
    if person is None:
        raise NotAllowed
    require(actor.who, permission, About(person.clinic_id))
    if not is_as_written(person):
        raise PersonRefused(CHANGED_PAST_US)
    return person


def is_as_written(person: Person) -> bool:
    """Whether the person's row is whole, and what its newest audit row says."""
    return people.is_current(person)


def note_refusal(actor: Actor, person_id: UUID, act: Act = Act.PERSON_REFUSED) -> None:
    """Leaves a row saying that something was refused; it tells of the person as the audit knows them, so that it
    makes nothing whole that is not."""
    known = audit.newest_stamp(actor.clinic_id, person_id)
    if known is not None:
        with unit_of_work():
            audit.record(act, actor.id, known)


def _other_managers(person: Person) -> bool:
    """Whether another manager can sign in; their rows are held, so that two do not disable each other at once."""
    managers = (Person.clinic_id == person.clinic_id) & (Person.role == "manager") & (Person.status == ACTIVE)
    found = db.session.scalars(select(Person).where(managers).order_by(Person.id).with_for_update()).all()
    return any(other.id != person.id and is_as_written(other) for other in found)


def _move(person: Person, status: str, act: Act, actor_id: UUID) -> None:
    person.status, person.version = status, person.version + 1
    people.close_person(person)
    audit.record(act, actor_id, people.stamp(person))
