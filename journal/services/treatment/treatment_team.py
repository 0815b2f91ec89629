"""The treatment team: who is asked into a patient's treatment record, and who may read it now."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select, true

from journal.extensions import db
from journal.models import Clinic, Person, TreatmentMember
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import notices
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.before import before_rows
from journal.services.care.care import CareRefused
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.treatment import member_rows
from journal.services.work import unit_of_work
from journal.treatment_predicates import CLINICIANS


def ask(actor: Actor, patient_id: UUID, clinician_id: UUID) -> UUID:
    """The manager asks a patient to let a clinician into the treatment record; nothing opens before their yes.
    Raises `NotAllowed`, `CareRefused`."""
    with unit_of_work():
        patient = db.session.get(Person, patient_id)
        if patient is None or patient.role != "patient":
            raise NotAllowed
        require(actor.who, Permission.CARE_ASSIGN, About(patient.clinic_id))
        _check(patient, db.session.get(Person, clinician_id))
        member = member_rows.of_pair(patient_id, clinician_id)
        member = member or member_rows.new_member(patient.clinic_id, patient_id, clinician_id)
        if member.version and not member_rows.is_current(member):
            raise CareRefused("The entry of this team was changed in the database, so nobody is added to it now.")
        if member.state == member_rows.ACTIVE:
            raise CareRefused("They are on the treatment team already.")
        member_rows.move(member, member_rows.ASKED, Act.TREATMENT_ASKED, actor.id)
        notices.put(patient.clinic_id, patient_id, Notice.CARE_ASKED)
    return member.id


def _check(patient: Person, clinician: Person | None) -> None:
    clinic = db.session.get(Clinic, patient.clinic_id)
    if patient.status != "active" or not people.is_current(patient) or clinic is None or clinic.closed_at is not None:
        raise CareRefused("This patient cannot be asked: they have not accepted yet, or nobody is assigned any more.")
    if clinician is None or clinician.clinic_id != patient.clinic_id or clinician.role not in CLINICIANS:
        raise CareRefused("There is no such clinician in this clinic.")
    if clinician.status != "active" or not people.is_current(clinician):
        raise CareRefused("This account is closed or not set up yet. Choose somebody else.")


def is_member(patient_id: UUID, clinician_id: UUID, *, hold: bool = False) -> bool:
    """Whether this clinician is on the treatment team of this patient now, or holds the record kept before the person;
    held, that cannot end before the commit."""
    return _joined(patient_id, clinician_id, hold=hold) or before_rows.is_on_the_way(
        patient_id, clinician_id, hold=hold
    )


def _joined(patient_id: UUID, clinician_id: UUID, *, hold: bool) -> bool:
    member = member_rows.of_pair(patient_id, clinician_id, hold=hold)
    return member is not None and member.state == member_rows.ACTIVE and member_rows.is_current(member)


def about(actor: Actor, patient: Person, *, hold: bool = False) -> About:
    """What a permission on the treatment record of this patient is asked about. Who only kept it before them writes
    nothing more once they have an account."""
    member = actor.role != "patient" and _joined(patient.id, actor.id, hold=hold)
    keeps = actor.role != "patient" and not member and before_rows.is_on_the_way(patient.id, actor.id, hold=hold)
    written_while = before_rows.WITHOUT_ACCOUNT if keeps else ("active",)
    is_open = patient.status in written_while and people.is_current(patient)
    member = member or keeps
    return About(patient.clinic_id, patient_id=patient.id, in_treatment=member, account_open=is_open)


def patient_for(actor: Actor, patient_id: UUID, permission: Permission, *, hold: bool = False) -> Person:
    """The patient whose treatment record the actor may use so. Raises `NotAllowed`."""
    patient = db.session.get(Person, patient_id)
    if patient is None or patient.role != "patient":
        raise NotAllowed
    require(actor.who, permission, about(actor, patient, hold=hold))
    return patient


def patients_of(actor: Actor) -> list[Person]:
    """The patients on whose treatment team the actor is, and those whose record they hold before them. Raises
    `NotAllowed`."""
    require(actor.who, Permission.TREATMENT_LIST, About(actor.clinic_id))
    rows = select(Person).where(Person.id.in_(ids_of(actor.id))).order_by(Person.id)
    return [person for person in db.session.scalars(rows) if people.is_whole(person)]


def ids_of(clinician_id: UUID) -> set[UUID]:
    """The ids of the patients on whose treatment team this clinician is, or whose record they hold before them; the
    caller has asked."""
    return _ids(clinician_id, true())


def ids_among(clinician_id: UUID, patient_ids: Collection[UUID]) -> set[UUID]:
    """Those of these ids that are of such patients; the caller has asked."""
    return _ids(clinician_id, TreatmentMember.patient_id.in_(patient_ids)).intersection(patient_ids)


def _ids(clinician_id: UUID, which: ColumnElement[bool]) -> set[UUID]:
    mine = (TreatmentMember.clinician_id == clinician_id) & (TreatmentMember.state == member_rows.ACTIVE)
    found = member_rows.current(db.session.scalars(select(TreatmentMember).where(mine, which)))
    held = (record for record in before_rows.held_by(clinician_id) if record.state != before_rows.REFUSED)
    return {*(member.patient_id for member in found), *(record.patient_id for record in held)}
