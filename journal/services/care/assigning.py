"""Assigning therapists: the manager asks, the patient decides; each change is whole or not made at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import CareRelation, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import care, care_endings, care_rows
from journal.services.care.care import CareRefused
from journal.services.people import people_admin
from journal.services.work import unit_of_work

GOING_ON = (care_rows.ASKED, care_rows.ACTIVE)


def assign(actor: Actor, patient_id: UUID, therapist_id: UUID) -> None:
    """Asks a patient to let one more therapist read. Raises `NotAllowed`, `CareRefused`."""
    with _assigning(actor, patient_id):
        _ask(actor, patient_id, therapist_id)


def change(actor: Actor, relation_id: UUID, therapist_id: UUID) -> UUID:
    """Ends one therapist's care and asks the patient for another, in one step; gives the patient's id.
    Raises `NotAllowed`, `CareRefused`."""
    relation = db.session.get(CareRelation, relation_id)
    if relation is None:
        raise NotAllowed
    with _assigning(actor, relation.patient_id):
        care_endings.end(actor, relation_id)
        _ask(actor, relation.patient_id, therapist_id)
    return relation.patient_id


def hand_over(actor: Actor, leaving_id: UUID, therapist_id: UUID, *, end_now: bool) -> int:
    """Asks every patient of one therapist to let another read, and where told so ends the care of the first;
    gives how many are asked. Raises `NotAllowed`, `CareRefused`."""
    with _assigning(actor, leaving_id):
        if leaving_id == therapist_id:
            raise CareRefused("Choose somebody else than the therapist who leaves.")
        asked = _without(therapist_id, _patients_of(actor, leaving_id))
        for patient_id in asked:
            _ask(actor, patient_id, therapist_id)
        if end_now:
            care_endings.leave(actor, leaving_id)
    return len(asked)


@contextmanager
def _assigning(actor: Actor, person_id: UUID) -> Iterator[None]:
    """One unit of work about a person of the manager's clinic; a refusal undoes it and leaves a row in the audit."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotAllowed
    require(actor.who, Permission.CARE_ASSIGN, About(person.clinic_id))
    try:
        with unit_of_work():
            _require_as_written(person)
            yield
    except CareRefused:
        people_admin.note_refusal(actor, person_id, Act.CARE_REFUSED)
        raise


def _require_as_written(person: Person) -> None:
    if not people_admin.is_as_written(person):
        raise CareRefused(people_admin.CHANGED_PAST_US)


def _ask(actor: Actor, patient_id: UUID, therapist_id: UUID) -> None:
    therapist = db.session.get(Person, therapist_id)
    if therapist is None or therapist.clinic_id != actor.clinic_id or not people_admin.is_as_written(therapist):
        raise CareRefused("There is no such therapist in this clinic.")
    if therapist.status in (people_admin.DISABLED, people_admin.ENDED):
        raise CareRefused("This therapist's account is closed. Enable it first, or choose somebody else.")
    if db.session.get_one(Person, patient_id).status == people_admin.INVITED:
        raise CareRefused("This patient has not accepted the invitation yet. Ask once they are here.")
    care.ask(actor.clinic_id, patient_id, therapist_id, actor.id)


def _patients_of(actor: Actor, therapist_id: UUID) -> list[UUID]:
    """Those there is somebody to ask about: not who has died, in whose account care stays as it was."""
    theirs = (CareRelation.clinic_id == actor.clinic_id) & (CareRelation.therapist_id == therapist_id)
    query = select(CareRelation).join(Person, Person.id == CareRelation.patient_id)
    living = query.where(theirs, CareRelation.state.in_(GOING_ON), Person.status != people_admin.ENDED)
    going_on = living.order_by(CareRelation.id)
    return [each.patient_id for each in db.session.scalars(going_on).all() if care_rows.is_current(each)]


def _without(therapist_id: UUID, patient_ids: list[UUID]) -> list[UUID]:
    """Those of these patients who have not been asked for this therapist yet."""
    known = (CareRelation.therapist_id == therapist_id) & CareRelation.state.in_(GOING_ON)
    asked = set(db.session.scalars(select(CareRelation.patient_id).where(known)))
    return [patient_id for patient_id in patient_ids if patient_id not in asked]
