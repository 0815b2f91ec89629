"""Care teams as the manager sees and changes them: who is asked, who reads since when, who was; never what is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from journal.extensions import db
from journal.models import CareRelation, Note, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.care import care, care_rows
from journal.services.notes import notes
from journal.services.people import invitation_links, name_lists, people, people_list
from journal.services.people.name_lists import Page
from journal.services.people.people import PersonCard

GOING_ON = (care_rows.ASKED, care_rows.ACTIVE)
_ORDER = (care_rows.ACTIVE, care_rows.ASKED, care_rows.DECLINED, care_rows.ENDED)


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A therapist of a patient: in which state, since when; `whole` unless the row was changed past the application."""

    id: UUID
    therapist_id: UUID
    name: str
    state: str
    since: datetime
    whole: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """Who stands in for whom, and from when until when."""

    name: str
    covers_for: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Team:
    """A patient, and the therapists around them."""

    patient: PersonCard
    members: tuple[TeamMember, ...]
    covers: tuple[Cover, ...] = ()
    invited_with: str = ""


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """One page of the patients, by name."""

    teams: tuple[Team, ...]
    page: Page


@dataclass(frozen=True, slots=True)
class Ending:
    """What ending one relation is about: whose it is, and how many notes still wait to be released."""

    team: Team
    member: TeamMember
    waiting_notes: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """A therapist who leaves, and how many patients they have or were to have."""

    therapist: PersonCard
    patients: int


def listed(actor: Actor, search: str = "", page: int = 1) -> TeamsPage:
    """A page of the clinic's patients with their therapists. Raises `NotAllowed`."""
    require(actor.who, Permission.CARE_ASSIGN, About(actor.clinic_id))
    shown = name_lists.page(actor.clinic_id, search, page, role="patient")
    members = _members(actor, shown.ids)
    teams = (Team(people.card(each), tuple(members[each.id])) for each in people_list.in_order(shown.ids))
    return TeamsPage(tuple(teams), shown)


def team(actor: Actor, patient_id: UUID) -> Team:
    """One patient's team. Raises `NotAllowed`."""
    patient = db.session.get(Person, patient_id)
    if patient is None or patient.role != "patient":
        raise NotAllowed
    require(actor.who, Permission.CARE_ASSIGN, About(patient.clinic_id))
    covers = care.live_covers(patient_id)
    names = people.names(
        actor.clinic_id, {each for cover in covers for each in (cover.covering_id, cover.therapist_id)}
    )
    shown = (Cover(names[each.covering_id], names[each.therapist_id], each.starts_on, each.ends_on) for each in covers)
    members = tuple(_members(actor, [patient_id])[patient_id])
    return Team(people.card(patient), members, tuple(shown), invitation_links.therapist_of(patient))


def _members(actor: Actor, patient_ids: Sequence[UUID]) -> dict[UUID, list[TeamMember]]:
    """The therapists of some patients, those who read first."""
    mine = (CareRelation.clinic_id == actor.clinic_id) & CareRelation.patient_id.in_(patient_ids)
    relations = db.session.scalars(select(CareRelation).where(mine).order_by(CareRelation.asked_at)).all()
    names = people.names(actor.clinic_id, [relation.therapist_id for relation in relations])
    stale = audit.stale(actor.clinic_id, [care_rows.stamp(relation) for relation in relations])
    found: dict[UUID, list[TeamMember]] = defaultdict(list)
    for each in sorted(relations, key=lambda relation: _ORDER.index(relation.state) if relation.state in _ORDER else 9):
        whole = each.id not in stale and care_rows.is_whole(each)
        found[each.patient_id].append(_member(each, names.get(each.therapist_id, people.UNREADABLE_NAME), whole=whole))
    return found


def _member(relation: CareRelation, name: str, *, whole: bool) -> TeamMember:
    since = {care_rows.ACTIVE: relation.started_at, care_rows.ENDED: relation.ended_at}.get(relation.state)
    return TeamMember(relation.id, relation.therapist_id, name, relation.state, since or relation.asked_at, whole)


def member(actor: Actor, relation_id: UUID) -> Ending:
    """One relation that goes on, with what its end would be about. Raises `NotAllowed`."""
    relation = db.session.get(CareRelation, relation_id)
    if relation is None or relation.state not in GOING_ON:
        raise NotAllowed
    found = team(actor, relation.patient_id)
    this = next(each for each in found.members if each.id == relation_id)
    return Ending(found, this, _waiting_notes(relation))


def _waiting_notes(relation: CareRelation) -> int:
    theirs = (Note.patient_id == relation.patient_id) & (Note.author_id == relation.therapist_id)
    waits = (Note.visibility == notes.AT_APPOINTMENT) & Note.released_at.is_(None) & Note.withdrawn_at.is_(None)
    return db.session.execute(select(func.count()).select_from(Note).where(theirs, waits)).scalar_one()


def free_therapists(actor: Actor, members: Sequence[TeamMember]) -> list[PersonCard]:
    """The therapists who can be assigned beside these members. Raises `NotAllowed`."""
    taken = {each.therapist_id for each in members if each.state in GOING_ON}
    return [each for each in people_list.therapists(actor) if each.id not in taken]


def leaving(actor: Actor, therapist_id: UUID) -> Leaving:
    """A therapist whose patients can be handed over. Raises `NotAllowed`."""
    person = db.session.get(Person, therapist_id)
    if person is None or person.role != "therapist":
        raise NotAllowed
    require(actor.who, Permission.CARE_ASSIGN, About(person.clinic_id))
    theirs = (CareRelation.therapist_id == person.id) & CareRelation.state.in_(GOING_ON)
    patients = db.session.execute(select(func.count()).select_from(CareRelation).where(theirs)).scalar_one()
    return Leaving(people.card(person), patients)
