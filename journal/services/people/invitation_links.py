"""The one-time links of invitations: made, ended, and known by a hash and a MAC over whom they name.

A link counts under one version of its person, so none comes back that another one, or a disabled account, has ended.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from journal import clock
from journal.crypto.canonical import Part
from journal.crypto.tokens import hash_invitation_token, make_invitation_token
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Invitation, Person
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people

VALID_FOR = timedelta(hours=72)
_BEFORE = 50  # versions that are looked back for the one an invitation was made under


def make(person: Person, therapist_id: UUID | None, actor_id: UUID | None) -> str:
    """A new link to an account that waits for its person, which ends the ones before; in the caller's unit of work."""
    token = make_invitation_token()
    end(person.id)
    person.status = "invited"  # also who was only expected so far
    person.version += 1
    people.close_person(person)
    db.session.add(_row(person, therapist_id, token))
    audit.record(Act.PERSON_INVITED, actor_id, people.stamp(person))
    return token


def renew(person: Person, actor_id: UUID | None) -> str:
    """A new link with the therapist of the one before, for who has not come yet; in the caller's unit of work."""
    newest = _newest(person)
    return make(person, newest.therapist_id if newest else None, actor_id)


def end(person_id: UUID) -> None:
    """Ends every link to somebody's account; in the caller's unit of work."""
    unused = (Invitation.person_id == person_id) & Invitation.used_at.is_(None)
    db.session.execute(update(Invitation).where(unused).values(used_at=clock.now()))


def open_until(person: Person) -> datetime | None:
    """When the link of who has not come yet runs out; nothing where none is open."""
    newest = _newest(person) if person.status == "invited" else None
    if newest is None or newest.used_at is not None or not counts(newest, person):
        return None
    return newest.expires_at if newest.expires_at > clock.now() else None


def therapist_of(person: Person) -> str:
    """The name of the therapist whom the link of who has not come yet is about; empty where there is none."""
    newest = _newest(person) if person.status == "invited" else None
    therapist = db.session.get(Person, newest.therapist_id) if newest and newest.therapist_id else None
    return people.name_of(therapist) if therapist else ""


def counts(invitation: Invitation, person: Person) -> bool:
    """Whether the invitation is as it was made, and nothing has been done to its person since."""
    return _holds(invitation, person.version)


def _holds(invitation: Invitation, version: int) -> bool:
    return server_secret().mac_holds(invitation.mac, "invitation", *_parts(invitation, version))


def _newest(person: Person) -> Invitation | None:
    """The newest invitation as it was made, also one that counts no more."""
    theirs = select(Invitation).where(Invitation.person_id == person.id).order_by(Invitation.id.desc()).limit(1)
    newest = db.session.scalars(theirs).first()
    versions = range(person.version, max(person.version - _BEFORE, 0), -1)
    return newest if newest is not None and any(_holds(newest, version) for version in versions) else None


def _row(person: Person, therapist_id: UUID | None, token: str) -> Invitation:
    moment = clock.now()
    invitation = Invitation(
        id=make_id(), clinic_id=person.clinic_id, person_id=person.id, therapist_id=therapist_id,
        token_hash=hash_invitation_token(token), created_at=moment, expires_at=moment + VALID_FOR,
    )  # fmt: skip
    invitation.mac = server_secret().mac("invitation", *_parts(invitation, person.version))
    return invitation


def _parts(invitation: Invitation, version: int) -> tuple[Part, ...]:
    return (
        invitation.id, invitation.clinic_id, invitation.person_id, invitation.therapist_id,
        invitation.token_hash, invitation.expires_at, version,
    )  # fmt: skip
