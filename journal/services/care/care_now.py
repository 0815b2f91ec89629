"""Where a patient stands with the clinic: somebody treats them, is expected to, or care has ended."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import CareRelation, Clinic, Person
from journal.services.care import care_rows
from journal.services.work import found_once


def is_over(patient_id: UUID) -> bool:
    """Whether there was care and there is none now, nor anybody who asked; or the clinic has closed."""
    states = set(db.session.scalars(select(CareRelation.state).where(CareRelation.patient_id == patient_id)))
    if care_rows.ENDED in states and not states & {care_rows.ASKED, care_rows.ACTIVE}:
        return True
    clinic = select(Clinic.closed_at).join(Person, Person.clinic_id == Clinic.id).where(Person.id == patient_id)
    return db.session.scalars(clinic).one_or_none() is not None


def is_closed(clinic_id: UUID) -> bool:
    """Whether the clinic has closed: nobody is invited, assigned or asked there any more."""
    closed = select(Clinic.closed_at).where(Clinic.id == clinic_id)
    return found_once(("closed", clinic_id), lambda: db.session.scalars(closed).one_or_none() is not None)
