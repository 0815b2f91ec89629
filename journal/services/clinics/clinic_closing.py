"""A clinic that closes: all care ends, nobody is asked or invited any more, and patients keep what is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from journal import clock
from journal.extensions import db
from journal.models import CareRelation, Clinic, TreatmentMember
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import care_endings, care_rows
from journal.services.clinics import clinic_rows
from journal.services.treatment import treatment_endings
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class Closing:
    """A clinic that may be closed: how many care relations go on in it, or when it was closed."""

    name: str
    relations: int
    closed_at: datetime | None


def closing(actor: Actor) -> Closing:
    """What closing the manager's clinic would end. Raises `NotAllowed`."""
    require(actor.who, Permission.CLINIC_CLOSE, About(actor.clinic_id))
    clinic = db.session.get_one(Clinic, actor.clinic_id)
    count = select(func.count()).select_from(CareRelation).where(CareRelation.clinic_id == clinic.id)
    active = db.session.execute(count.where(CareRelation.state == care_rows.ACTIVE)).scalar_one()
    return Closing(clinic.name, active, clinic.closed_at)


def close(actor: Actor) -> None:
    """The manager closes their clinic. Raises `NotAllowed`, also when it is closed already."""
    require(actor.who, Permission.CLINIC_CLOSE, About(actor.clinic_id))
    close_clinic(actor.clinic_id, actor.id)


def close_clinic(clinic_id: UUID, actor_id: UUID | None) -> None:
    """Closes a clinic; for its manager, and for a command. Raises `NotAllowed` when it is closed already, or is not
    what the audit says."""
    with unit_of_work():
        clinic = db.session.get(Clinic, clinic_id, with_for_update=True)
        if clinic is None or clinic.closed_at is not None or not clinic_rows.is_current(clinic):
            raise NotAllowed
        going_on = CareRelation.state.in_(care_endings.GOING_ON)
        query = select(CareRelation).where(CareRelation.clinic_id == clinic_id, going_on).order_by(CareRelation.id)
        care_endings.end_all(query, actor_id)
        treatment_endings.end_all(TreatmentMember.clinic_id == clinic_id, actor_id)
        clinic.closed_at = clock.now()
        clinic_rows.changed(clinic, Act.CLINIC_CLOSED, actor_id)
