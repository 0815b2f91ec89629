"""Leaving a treatment team: access stops at once, grants are deleted, and the ring falls due."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, select

from journal.extensions import db
from journal.models import TreatmentMember
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.rings import renewals, taking_back
from journal.services.treatment import member_rows
from journal.services.work import unit_of_work


def end(actor: Actor, member_id: UUID) -> None:
    """Ends a membership, or calls off a request that waits; by a manager, the clinician or the patient, on any day.
    Raises `NotAllowed`."""
    with unit_of_work():
        member = db.session.get(TreatmentMember, member_id)
        if member is None:
            raise NotAllowed
        about = About(member.clinic_id, patient_id=member.patient_id, person_id=member.clinician_id)
        require(actor.who, Permission.TREATMENT_END, about)
        if not end_one(member, actor.id):
            raise NotAllowed
    if actor.id == member.patient_id:
        renewals.at_sign_in(actor)


def end_one(member: TreatmentMember, actor_id: UUID | None) -> bool:
    """Ends one membership; false where there is nothing to end, or the row is not what the audit says. In the caller's
    unit of work, who has asked."""
    db.session.refresh(member, with_for_update=True)
    if member.state not in member_rows.GOING_ON or not member_rows.is_current(member):
        return False
    member_rows.move(member, member_rows.ENDED, Act.TREATMENT_ENDED, actor_id)
    db.session.flush()
    taking_back.take_back(member.patient_id, member.clinician_id, actor_id)
    return True


def end_all(whose: ColumnElement[bool], actor_id: UUID | None) -> None:
    """Ends each of these memberships that goes on; in the caller's unit of work, who has asked."""
    query = select(TreatmentMember).where(whose, TreatmentMember.state.in_(member_rows.GOING_ON))
    for member in db.session.scalars(query.order_by(TreatmentMember.id)).all():
        end_one(member, actor_id)


def of_pair(patient_id: UUID, clinician_id: UUID) -> ColumnElement[bool]:
    """The membership of one clinician with one patient, for `end_all`."""
    return (TreatmentMember.patient_id == patient_id) & (TreatmentMember.clinician_id == clinician_id)


def ask_again(clinician_id: UUID) -> None:
    """Every patient of a clinician who lost their keys is asked anew; what was granted to the lost ones is deleted. In
    the caller's unit of work."""
    theirs = (TreatmentMember.clinician_id == clinician_id) & (TreatmentMember.state == member_rows.ACTIVE)
    rows = db.session.scalars(select(TreatmentMember).where(theirs).with_for_update()).all()
    for member in member_rows.current(rows):
        member_rows.move(member, member_rows.ASKED, Act.TREATMENT_ASKED, clinician_id)
        db.session.flush()
        taking_back.take_back(member.patient_id, clinician_id, clinician_id)
