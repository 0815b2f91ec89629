"""A therapist reads the coping plan that a patient shares: with a receipt, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal.extensions import db
from journal.models import CopingPlan, Person
from journal.permissions import About, NotAllowed, Permission, allows, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.coping_plans import plan_parts, plan_rows
from journal.services.coping_plans.plan_parts import WrittenPart
from journal.services.coping_plans.plan_rows import SHARED
from journal.services.people import people
from journal.services.rings import held_rings
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """A shared plan as a therapist reads it."""

    patient_id: UUID
    patient_name: str
    patient_identifier: str
    written: tuple[WrittenPart, ...]
    readable: bool
    changed_at: datetime


def is_shared_with(actor: Actor, patient_id: UUID) -> bool:
    """Whether the actor may open this patient's plan now; opens nothing."""
    plan = plan_rows.find(patient_id)
    return plan is not None and allows(actor.who, Permission.COPING_PLAN_READ, _about(actor, plan))


def open_plan(actor: Actor, patient_id: UUID) -> SharedPlan:
    """Opens a shared plan and writes the receipt in the same transaction. Raises `NotAllowed`."""
    with unit_of_work():
        plan = plan_rows.find(patient_id, lock=True)
        if plan is None:
            raise NotAllowed
        require(actor.who, Permission.COPING_PLAN_READ, _about(actor, plan, hold=True))
        words = plan_rows.words(actor, plan)
        if words is not None:  # what does not open was not seen, and its row is not made good
            audit.record(Act.COPING_PLAN_OPENED, actor.id, sealed_records.stamp(plan))
        patient = db.session.get_one(Person, patient_id)
        return SharedPlan(
            patient_id, people.name_of(patient), people.identifier_of(patient), plan_parts.written(words or {}),
            words is not None, plan.changed_at or plan.created_at,
        )  # fmt: skip


def _about(actor: Actor, plan: CopingPlan, *, hold: bool = False) -> About:
    in_care = actor.role == "therapist" and care.in_care(plan.patient_id, actor.id, hold=hold)
    holds = in_care and held_rings.holds(actor, plan.ring_id, plan.generation)
    return About(plan.clinic_id, patient_id=plan.patient_id, in_care=holds, shared=plan.state == SHARED)
