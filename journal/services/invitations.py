"""Invitations: a one-time link by which somebody makes their account, and a patient gives the first grant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from journal import clock
from journal.crypto.canonical import Part
from journal.crypto.tokens import hash_invitation_token, make_invitation_token
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Clinic, Invitation, Person
from journal.permissions import Who
from journal.services import accounts, audit, care, care_requests, invited_people, people, rings
from journal.services.accounts import Kit
from journal.services.actor import Keys
from journal.services.acts import Act
from journal.services.invited_people import InvitationRefused
from journal.services.slots import Unlocked
from journal.services.work import unit_of_work

VALID_FOR = timedelta(hours=72)


class InvitationGone(Exception):
    """The link was used, has expired, or never was one."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation: its token exists only here and in the link."""

    token: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the invited person sees before they accept."""

    name: str
    role: str
    clinic_name: str
    therapist_name: str | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A new account, unlocked, and its kit."""

    unlocked: Unlocked
    kit: Kit


def invite(
    clinic_id: UUID, *, role: str, name: str, email: str, identifier: str = "", therapist_id: UUID | None = None
) -> Invited:
    """Invites somebody; the link is good for 72 hours and opens nothing by itself. Raises `InvitationRefused`."""
    token = make_invitation_token()
    with unit_of_work():
        person = invited_people.find_or_make(clinic_id, role, name.strip(), email.strip(), identifier.strip())
        _refuse_wrong_therapist(person, therapist_id)
        db.session.add(person)
        db.session.flush()
        _end_earlier(person)
        db.session.add(_new_invitation(person, therapist_id, token))
        audit.record(Act.PERSON_INVITED, None, people.stamp(person))
    return Invited(token, person.id)


def _refuse_wrong_therapist(person: Person, therapist_id: UUID | None) -> None:
    if therapist_id is not None and person.role != "patient":
        raise InvitationRefused("Only a patient is invited with a therapist.")
    if therapist_id is not None and not care.is_therapist(person.clinic_id, therapist_id):
        raise InvitationRefused("There is no such therapist in this clinic.")


def _end_earlier(person: Person) -> None:
    """A new link ends the ones before it."""
    unused = (Invitation.person_id == person.id) & Invitation.used_at.is_(None)
    db.session.execute(update(Invitation).where(unused).values(used_at=clock.now()))


def _new_invitation(person: Person, therapist_id: UUID | None, token: str) -> Invitation:
    moment = clock.now()
    invitation = Invitation(
        id=make_id(), clinic_id=person.clinic_id, person_id=person.id, therapist_id=therapist_id,
        token_hash=hash_invitation_token(token), created_at=moment, expires_at=moment + VALID_FOR,
    )  # fmt: skip
    invitation.mac = server_secret().mac("invitation", *_parts(invitation))
    return invitation


def _parts(invitation: Invitation) -> tuple[Part, ...]:
    return (
        invitation.id, invitation.clinic_id, invitation.person_id, invitation.therapist_id,
        invitation.token_hash, invitation.expires_at,
    )  # fmt: skip


def find(token: str) -> OpenInvitation:
    """What an open invitation says. Raises `InvitationGone`."""
    invitation, person = _open_invitation(token)
    clinic = db.session.get_one(Clinic, invitation.clinic_id)
    therapist = db.session.get(Person, invitation.therapist_id) if invitation.therapist_id else None
    therapist_name = people.name_of(therapist) if therapist else None
    return OpenInvitation(people.name_of(person), person.role, clinic.name, therapist_name)


def accept(token: str, password: str) -> Accepted:
    """Makes the account, and for a patient the rings and the first grant. Raises `InvitationGone`,
    `WeakPassword`, `Busy`."""
    _open_invitation(token)
    proof, terms = accounts.prove_new_password(password)
    with unit_of_work():
        invitation, person = _open_invitation(token)
        _use(invitation)
        person.status, person.epoch, person.version = "active", 1, person.version + 1
        people.close_person(person)
        keys, kit = accounts.open_account(person, proof, terms)
        db.session.flush()
        if person.role == "patient":
            _begin_as_patient(person, keys, invitation.therapist_id)
        audit.record(Act.PERSON_JOINED, person.id, people.stamp(person))
    return Accepted(Unlocked(person.id, person.clinic_id, person.epoch, keys.account_key), kit)


def _begin_as_patient(person: Person, keys: Keys, therapist_id: UUID | None) -> None:
    who = Who(person.id, person.clinic_id, person.role)
    for kind in rings.PATIENT_RINGS:
        rings.make_ring(who, keys, kind, person.id)
    if therapist_id is not None:
        care_requests.begin_with_invitation(who, keys, therapist_id)


def _open_invitation(token: str) -> tuple[Invitation, Person]:
    found = db.session.execute(
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)
        .where(
            Invitation.token_hash == hash_invitation_token(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > clock.now(),
            Person.status == "invited",
        )
    ).one_or_none()
    if found is None or not people.is_whole(found[1]) or not _is_whole(found[0]):
        raise InvitationGone
    if audit.stale(found[1].clinic_id, [people.stamp(found[1])]):
        raise InvitationGone
    return found[0], found[1]


def _is_whole(invitation: Invitation) -> bool:
    return server_secret().mac_holds(invitation.mac, "invitation", *_parts(invitation))


def _use(invitation: Invitation) -> None:
    unused = (Invitation.id == invitation.id) & Invitation.used_at.is_(None)
    result = db.session.execute(update(Invitation).where(unused).values(used_at=clock.now()))
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise InvitationGone
