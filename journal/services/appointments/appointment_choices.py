"""Whom an appointment can be booked with: a therapist's patients, a patient's therapists, and the form of a change."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import CareRelation, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.care import care, care_rows
from journal.services.people import people
from journal.services.people.people import PersonCard


@dataclass(frozen=True, slots=True)
class Booking:
    """Who can be chosen on a form: patients for a therapist, therapists of one patient for a manager."""

    patients: tuple[PersonCard, ...]
    therapists: tuple[PersonCard, ...]


def of_therapist(actor: Actor) -> Booking:
    """The patients in this therapist's own care whose accounts go on, by name. Raises `NotAllowed`."""
    covered = {cover.patient_id for cover in care.covered_by(actor.id)}
    treated = [each for each in care.patients_of(actor) if each.status != "ended"]
    own = [each for each in treated if each.id not in covered or care.active_relation(each.id, actor.id)]
    return Booking(_by_name(own), ())


def of_manager(actor: Actor, patient_id: UUID) -> Booking:
    """A patient of the manager's clinic with the therapists in active care. Raises `NotAllowed`."""
    patient = db.session.get(Person, patient_id)
    if patient is None or patient.role != "patient":
        raise NotAllowed
    require(actor.who, Permission.APPOINTMENT_WRITE, About(patient.clinic_id))
    return Booking((people.card(patient),), _by_name(_therapists(patient)))


def _therapists(patient: Person) -> list[Person]:
    active = (CareRelation.patient_id == patient.id) & (CareRelation.state == care_rows.ACTIVE)
    pairs = select(CareRelation, Person).join(Person, Person.id == CareRelation.therapist_id).where(active)
    found = [(relation, person) for relation, person in db.session.execute(pairs) if care_rows.is_whole(relation)]
    stale = audit.stale(patient.clinic_id, [care_rows.stamp(relation) for relation, _ in found])
    return [person for relation, person in found if relation.id not in stale]


def _by_name(found: list[Person]) -> tuple[PersonCard, ...]:
    return tuple(sorted(map(people.card, found), key=lambda card: card.name.casefold()))
