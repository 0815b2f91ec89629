"""Treatment teams as pages list them: for the manager who asks, and for the patient who lets in and stops."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import Person, TreatmentMember
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.people import people
from journal.services.people.people import PersonCard
from journal.services.treatment import member_rows
from journal.treatment_predicates import CLINICIANS

_ORDER = (member_rows.ACTIVE, member_rows.ASKED, member_rows.DECLINED, member_rows.ENDED)


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A clinician of a treatment team: in which state, since when; `whole` unless the row was changed past us."""

    id: UUID
    clinician_id: UUID
    name: str
    role: str
    state: str
    since: datetime
    whole: bool


@dataclass(frozen=True, slots=True)
class TreatmentTeam:
    """Who is on a team, who was, and whom the manager can still ask for."""

    members: tuple[TeamMember, ...]
    before: tuple[TeamMember, ...]
    free: tuple[PersonCard, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """A membership that would end, and whose record it is about."""

    member: TeamMember
    patient: PersonCard


def of_manager(actor: Actor, patient_id: UUID) -> TreatmentTeam:
    """The team of a patient, with the clinicians who can be asked for. Raises `NotAllowed`."""
    patient = db.session.get(Person, patient_id)
    if patient is None or patient.role != "patient":
        raise NotAllowed
    require(actor.who, Permission.CARE_ASSIGN, About(patient.clinic_id))
    found = _members(patient.id)
    now = tuple(each for each in found if each.state in member_rows.GOING_ON)
    before = tuple(each for each in found if each.state not in member_rows.GOING_ON)
    return TreatmentTeam(now, before, _free(actor, {each.clinician_id for each in now}))


def _free(actor: Actor, taken: Collection[UUID]) -> tuple[PersonCard, ...]:
    theirs = (Person.clinic_id == actor.clinic_id) & Person.role.in_(CLINICIANS) & (Person.status == "active")
    found = (people.card(person) for person in db.session.scalars(select(Person).where(theirs)))
    return tuple(sorted((each for each in found if each.id not in taken), key=lambda each: each.name.casefold()))


def _members(patient_id: UUID) -> list[TeamMember]:
    query = select(TreatmentMember, Person).join(Person, Person.id == TreatmentMember.clinician_id)
    mine = TreatmentMember.patient_id == patient_id
    rows = db.session.execute(query.where(mine).order_by(TreatmentMember.asked_at)).all()
    whole = {member.id for member in member_rows.current(row[0] for row in rows)}
    found = [_member(member, person, whole=member.id in whole) for member, person in rows]
    return sorted(found, key=lambda each: _ORDER.index(each.state) if each.state in _ORDER else len(_ORDER))


def _member(member: TreatmentMember, person: Person, *, whole: bool) -> TeamMember:
    since = {member_rows.ACTIVE: member.started_at, member_rows.ENDED: member.ended_at}.get(member.state)
    name = people.name_of(person)
    return TeamMember(member.id, person.id, name, person.role, member.state, since or member.asked_at, whole)


def of_patient(actor: Actor) -> tuple[TeamMember, ...]:
    """Who is on the patient's own team now. Raises `NotAllowed`."""
    require(actor.who, Permission.CARE_ANSWER, About(actor.clinic_id, patient_id=actor.id))
    return tuple(each for each in _members(actor.id) if each.state == member_rows.ACTIVE and each.whole)


def ending(actor: Actor, member_id: UUID) -> Ending:
    """One membership that goes on, for whoever may end it. Raises `NotAllowed`."""
    member = db.session.get(TreatmentMember, member_id)
    if member is None or member.state not in member_rows.GOING_ON or not member_rows.is_current(member):
        raise NotAllowed
    about = About(member.clinic_id, patient_id=member.patient_id, person_id=member.clinician_id)
    require(actor.who, Permission.TREATMENT_END, about)
    clinician = db.session.get_one(Person, member.clinician_id)
    patient = people.card(db.session.get_one(Person, member.patient_id))
    return Ending(_member(member, clinician, whole=True), patient)
