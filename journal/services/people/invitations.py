"""Invitations: a one-time link by which somebody makes their account, and a patient gives the first grant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn
from uuid import UUID

from sqlalchemy import select, update

from journal import clock
from journal.crypto.errors import KeyRefused
from journal.crypto.tokens import hash_invitation_token
from journal.extensions import db
from journal.models import Clinic, Invitation, Person
from journal.permissions import Who
from journal.services.actor import Keys
from journal.services.audit import audit, refused
from journal.services.audit.acts import Act
from journal.services.care import care, care_now, care_requests
from journal.services.clinics import clinics
from journal.services.clinics.clinics import ClinicCard
from journal.services.people import accounts, invitation_links, invited_people, people
from journal.services.people.invited_people import InvitationRefused
from journal.services.recovery.kits import Kit
from journal.services.rings import rings
from journal.services.sign_in.slots import Unlocked
from journal.services.work import unit_of_work


class InvitationGone(Exception):
    """The link was used, has expired, or never was one."""


class NotAdult(Exception):
    """A patient did not say that they are of the age the clinic asks for; nothing was made."""


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
    clinic: ClinicCard
    therapist_name: str | None
    adult_age: int | None
    therapist_credentials: str = ""
    fingerprint_words: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A new account, unlocked, and its kit."""

    unlocked: Unlocked
    kit: Kit


def invite(
    clinic_id: UUID,
    *,
    role: str,
    name: str,
    email: str,
    identifier: str = "",
    credentials: str = "",
    therapist_id: UUID | None = None,
    actor_id: UUID | None = None,
) -> Invited:
    """Invites somebody; the link is good for 72 hours and opens nothing by itself. Raises `InvitationRefused`."""
    if care_now.is_closed(clinic_id):
        raise InvitationRefused("This clinic is closed here. Nobody is invited any more.")
    with unit_of_work():
        told = (name.strip(), email.strip(), identifier.strip(), credentials.strip())
        person = invited_people.find_or_make(clinic_id, role, *told)
        _refuse_wrong_therapist(person, therapist_id)
        db.session.add(person)
        db.session.flush()
        return Invited(invitation_links.make(person, therapist_id, actor_id), person.id)


def _refuse_wrong_therapist(person: Person, therapist_id: UUID | None) -> None:
    if therapist_id is not None and person.role != "patient":
        raise InvitationRefused("Only a patient is invited with a therapist.")
    if therapist_id is not None and not care.is_therapist(person.clinic_id, therapist_id):
        raise InvitationRefused("There is no such therapist in this clinic.")


def find(token: str) -> OpenInvitation:
    """What an open invitation says. Raises `InvitationGone`."""
    invitation, person = _open_invitation(token)
    clinic = db.session.get_one(Clinic, invitation.clinic_id)
    therapist = db.session.get(Person, invitation.therapist_id) if invitation.therapist_id else None
    adult_age = clinic.adult_age if person.role == "patient" else None
    shown = OpenInvitation(people.name_of(person), person.role, clinics.card_of(clinic), None, adult_age)
    return _with_therapist(shown, therapist) if therapist else shown


def _with_therapist(shown: OpenInvitation, therapist: Person) -> OpenInvitation:
    """Names who is to read, with the words of their key where they have one already."""
    told = replace(
        shown, therapist_name=people.name_of(therapist), therapist_credentials=people.credentials_of(therapist)
    )
    try:
        public = people.public_keys(people.current_key(therapist.id)[1])
    except KeyRefused:
        return told
    return replace(told, fingerprint_words=public.in_words(), fingerprint=public.fingerprint().hex())


def accept(token: str, password: str, *, is_adult: bool = False, fingerprint: str = "") -> Accepted:
    """Makes the account, and for a patient the rings and the first grant, to the key whose fingerprint was shown.
    Raises `InvitationGone`, `NotAdult`, `WeakPassword`, `Busy`."""
    if _open_invitation(token)[1].role == "patient" and not is_adult:
        raise NotAdult
    proof, terms = accounts.prove_new_password(password)
    with unit_of_work():
        invitation, person = _open_invitation(token)
        _use(invitation)
        person.status, person.epoch, person.version = "active", 1, person.version + 1
        people.close_person(person)
        keys, kit = accounts.open_account(person, proof, terms)
        db.session.flush()
        if person.role == "patient":
            _begin_as_patient(person, keys, invitation.therapist_id, fingerprint)
        audit.record(Act.PERSON_JOINED, person.id, people.stamp(person))
        if person.role == "patient":
            audit.record(Act.SAID_ADULT, person.id, people.stamp(person))
    return Accepted(Unlocked(person.id, person.clinic_id, person.epoch, keys.account_key), kit)


def _begin_as_patient(person: Person, keys: Keys, therapist_id: UUID | None, fingerprint: str) -> None:
    who = Who(person.id, person.clinic_id, person.role)
    for kind in rings.PATIENT_RINGS:
        rings.make_ring(who, keys, kind, person.id)
    if therapist_id is not None:
        care_requests.begin_with_invitation(who, keys, therapist_id, fingerprint)


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
    if found is None or not _is_believed(*found):
        _refuse(token)
    return found[0], found[1]


def _is_believed(invitation: Invitation, person: Person) -> bool:
    if care_now.is_closed(invitation.clinic_id) or not invitation_links.counts(invitation, person):
        return False
    return people.is_whole(person) and not audit.stale(person.clinic_id, [people.stamp(person)])


def _refuse(token: str) -> NoReturn:
    of = select(Invitation.clinic_id, Invitation.person_id).where(Invitation.token_hash == hash_invitation_token(token))
    known = db.session.execute(of).one_or_none()
    if known is not None:  # a link that never was one belongs to no clinic
        refused.note(Act.REFUSED_INVITATION, known.clinic_id, known.person_id, about=known.person_id)
    raise InvitationGone


def _use(invitation: Invitation) -> None:
    unused = (Invitation.id == invitation.id) & Invitation.used_at.is_(None)
    result = db.session.execute(update(Invitation).where(unused).values(used_at=clock.now()))
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise InvitationGone
