"""Who has a patient's flags, and whose flags somebody has: worked out when it is asked, from care, cover and team."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import Clinic, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.before import before_rows
from journal.services.care import care, care_now
from journal.services.people import people
from journal.services.review import caseload
from journal.services.rings import entitled
from journal.services.treatment import member_rows, treatment_team


def told(patient: Person) -> list[Person]:
    """Everybody at the clinic who has this patient's flags now: therapists in care, who covers today by the patient's
    word, and the treatment team. Nobody once the clinic has closed."""
    if care_now.is_closed(patient.clinic_id):
        return []
    ids = entitled.in_active_care(patient.id) | {cover.covering_id for cover in care.live_covers(patient.id)}
    ids |= member_rows.active_members(patient.id) | set(_before(patient.id))
    works = Person.id.in_(ids) & (Person.status == "active")
    found = db.session.scalars(select(Person).where(works).order_by(Person.id)) if ids else ()
    return [each for each in found if each.clinic_id == patient.clinic_id and people.is_current(each)]


def _before(patient_id: UUID) -> Iterator[UUID]:
    record = before_rows.of_patient(patient_id)
    if record is not None and record.state != before_rows.REFUSED:
        yield record.keeper_id
        yield from (grant.recipient_id for grant in before_rows.let_in(record))


def names(patient: Person) -> tuple[str, ...]:
    """Their names: those who treat or cover first."""
    treating = entitled.in_active_care(patient.id)
    found = sorted(told(patient), key=lambda each: (each.id not in treating, each.role != "therapist"))
    return tuple(people.name_of(each) for each in found)


def patients_among(actor: Actor, patient_ids: Collection[UUID]) -> set[UUID]:
    """Those of these patients whose flags the actor has now, also who has died. Raises `NotAllowed`."""
    require(actor.who, Permission.FLAG_LIST, About(actor.clinic_id))
    if not patient_ids or db.session.get_one(Clinic, actor.clinic_id).closed_at is not None:
        return set()
    treated = caseload.treated_ids(actor) if actor.role == "therapist" else set()
    return treated.intersection(patient_ids) | treatment_team.ids_among(actor.id, patient_ids)


def about(actor: Actor, patient: Person, *, hold: bool = False) -> About:
    """What a permission on a flag of this patient is asked about; held, it cannot end before the commit."""
    in_care = actor.role == "therapist" and care.in_care(patient.id, actor.id, hold=hold)
    team = actor.role not in ("patient", "manager") and treatment_team.is_member(patient.id, actor.id, hold=hold)
    return About(patient.clinic_id, patient_id=patient.id, in_care=in_care, in_treatment=team)


def patient_for(actor: Actor, patient_id: UUID, permission: Permission, *, hold: bool = False) -> Person:
    """The patient about whom the actor may do this with flags. Raises `NotAllowed`."""
    patient = db.session.get(Person, patient_id)
    if patient is None or patient.role != "patient":
        raise NotAllowed
    require(actor.who, permission, about(actor, patient, hold=hold))
    return patient
