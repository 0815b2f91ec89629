"""When a patient has died: a manager notes it, a second person confirms it, and everything that would be sent ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import CareRelation, Cover, Death, Person, TreatmentMember
from journal.permissions import About, NotAllowed, Permission, allows, require
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care, care_endings, care_rows
from journal.services.people import accounts, death_rows, people
from journal.services.treatment import member_rows, treatment_endings
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class DeathNote:
    """A death that was noted and waits for a second person."""

    id: UUID
    patient_name: str
    patient_identifier: str
    asked_by: str
    asked_at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class DeathPage:
    """What a manager sees before noting a death."""

    patient_id: UUID
    patient_name: str
    patient_identifier: str
    waiting: DeathNote | None


def page(actor: Actor, patient_id: UUID) -> DeathPage:
    """Whom it is about, and whether it was noted already. Raises `NotAllowed`."""
    person = _patient(actor, patient_id)
    waiting = _waiting(patient_id)
    return DeathPage(
        person.id, people.name_of(person), people.identifier_of(person), _note(actor, waiting) if waiting else None
    )


def ask(actor: Actor, patient_id: UUID) -> UUID:
    """Notes that a patient has died; nothing changes until a second person confirms it. Raises `NotAllowed`."""
    with unit_of_work():
        person = _patient(actor, patient_id, lock=True)
        known = _waiting(patient_id)
        if known is not None:
            return known.id
        noted = Death(
            id=make_id(), clinic_id=person.clinic_id, patient_id=person.id, asked_by=actor.id,
            state=death_rows.ASKED, asked_at=clock.now(), version=0,
        )  # fmt: skip
        death_rows.move(noted, death_rows.ASKED, Act.DEATH_NOTED, actor.id)
    return noted.id


def _patient(actor: Actor, patient_id: UUID, *, lock: bool = False) -> Person:
    person = db.session.get(Person, patient_id, with_for_update=True if lock else None)
    if person is None or person.role != "patient" or person.status == "ended" or not people.is_current(person):
        raise NotAllowed
    require(actor.who, Permission.DEATH_NOTE, About(person.clinic_id, patient_id=person.id))
    return person


def _waiting(patient_id: UUID) -> Death | None:
    query = select(Death).where(Death.patient_id == patient_id, Death.state == death_rows.ASKED).order_by(Death.id)
    return next(filter(death_rows.is_current, db.session.scalars(query)), None)


def waiting(actor: Actor) -> list[DeathNote]:
    """What waits for this person's confirmation, and what they noted themselves and somebody else is to confirm."""
    if actor.role not in ("manager", "therapist"):
        return []
    query = select(Death).where(Death.clinic_id == actor.clinic_id, Death.state == death_rows.ASKED)
    found = [death for death in db.session.scalars(query.order_by(Death.asked_at)) if death_rows.is_current(death)]
    own = actor.role == "manager"
    return [_note(actor, each) for each in found if (own and each.asked_by == actor.id) or _may_answer(actor, each)]


def _note(actor: Actor, death: Death) -> DeathNote:
    person = db.session.get_one(Person, death.patient_id)
    asked_by = people.names(death.clinic_id, [death.asked_by]).get(death.asked_by, people.UNREADABLE_NAME)
    mine = death.asked_by == actor.id
    return DeathNote(
        death.id, people.name_of(person), people.identifier_of(person), asked_by, death.asked_at, mine
    )  # fmt: skip


def _may_answer(actor: Actor, death: Death) -> bool:
    in_care = actor.role == "therapist" and care.active_relation(death.patient_id, actor.id) is not None
    about = About(death.clinic_id, patient_id=death.patient_id, author_id=death.asked_by, in_care=in_care)
    return allows(actor.who, Permission.DEATH_ANSWER, about)


def answer(actor: Actor, death_id: UUID, *, confirm: bool) -> None:
    """The second person's answer; confirmed, the account ends and nothing is sent to it any more.

    Raises `NotAllowed`, also to whoever noted it. They may take back what they noted."""
    with unit_of_work():
        death = db.session.get(Death, death_id, with_for_update=True)
        if death is None or death.state != death_rows.ASKED or not death_rows.is_current(death):
            raise NotAllowed
        mine = actor.id == death.asked_by and actor.role == "manager"
        if not _may_answer(actor, death) and (confirm or not mine):
            raise NotAllowed
        death.answered_by = actor.id
        if not confirm:
            death_rows.move(death, death_rows.DECLINED, Act.DEATH_DECLINED, actor.id)
            return
        death_rows.move(death, death_rows.CONFIRMED, Act.DEATH_CONFIRMED, actor.id)
        _end_account(death.patient_id, actor.id)


def _end_account(patient_id: UUID, actor_id: UUID) -> None:
    """Ends account, sign-ins, requests, covers and bookings; who was in care keeps what was granted, to read only."""
    person = db.session.get_one(Person, patient_id, with_for_update=True, populate_existing=True)
    if not people.is_current(person):
        raise NotAllowed
    person.status, person.version = "ended", person.version + 1
    people.close_person(person)
    audit.record(Act.PERSON_ENDED, actor_id, people.stamp(person))
    accounts.end_sign_ins(patient_id, actor_id)
    asked = select(CareRelation).where(CareRelation.patient_id == patient_id, CareRelation.state == care_rows.ASKED)
    care_endings.end_all(asked, actor_id)
    waiting = (TreatmentMember.patient_id == patient_id) & (TreatmentMember.state == member_rows.ASKED)
    treatment_endings.end_all(waiting, actor_id)
    care_endings.end_open_covers(Cover.patient_id == patient_id, actor_id)
    appointment_rows.cancel_coming(patient_id, None, actor_id)
