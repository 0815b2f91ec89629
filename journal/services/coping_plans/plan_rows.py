"""Rows of coping plans: whose they are, what they say, and who can really read them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import CopingPlan
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.care import care
from journal.services.care.care import Reader
from journal.services.reflections import audiences

PRIVATE, SHARED = "private", "shared"


def find(patient_id: UUID, *, lock: bool = False) -> CopingPlan | None:
    """The plan of a patient, where there is one; locked against other writers where asked."""
    query = select(CopingPlan).where(CopingPlan.patient_id == patient_id)
    return db.session.scalars(query.with_for_update() if lock else query).one_or_none()


def words(actor: Actor, plan: CopingPlan | None) -> dict[str, str] | None:
    """What a plan says, by its parts; nothing where there is none, or it does not open."""
    return None if plan is None else sealed_records.opened(actor, [plan]).get(plan.id)


def readers(plan: CopingPlan | None) -> tuple[Reader, ...]:
    """The therapists who can really read it: those in care who hold its very ring and generation."""
    if plan is None or plan.state != SHARED:
        return ()
    return tuple(care.holders(plan.patient_id, plan.ring_id, plan.generation))


def audience(plan: CopingPlan | None) -> str:
    """The audience it was saved for, whoever of them is still there."""
    return audiences.of_ring(plan.ring_id) if plan is not None and plan.state == SHARED else audiences.ONLY_ME
