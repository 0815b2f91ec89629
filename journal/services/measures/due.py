"""What is due for a patient, or for several at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from journal.extensions import db
from journal.models import Clinic
from journal.services.actor import Actor
from journal.services.care import decisions
from journal.services.measures import cadence, due_facts, due_rules, instruments
from journal.services.measures.due_rules import Due
from journal.services.work import found_once

__all__ = ["Due", "of_patient", "of_patients"]


def of_patient(actor: Actor, patient_id: UUID) -> tuple[Due, ...]:
    """What is due for one patient now, what is overdue first; on a dosing day what is quiet alone. The caller has
    asked."""
    return found_once(("due", patient_id), lambda: _of_patient(actor.clinic_id, patient_id))


def _of_patient(clinic_id: UUID, patient_id: UUID) -> tuple[Due, ...]:
    clinic = db.session.get_one(Clinic, clinic_id)
    facts = due_facts.of_patients(clinic, [patient_id])[patient_id]
    facts = replace(facts, rests=not decisions.may_decide(patient_id, facts.now))
    return due_rules.due(cadence.of_clinic(clinic), instruments.of_clinic(clinic_id), facts)


def of_patients(clinic_id: UUID, patient_ids: Collection[UUID]) -> dict[UUID, tuple[Due, ...]]:
    """What is due for each of these patients of one clinic, as therapists see it; the caller has asked."""
    clinic = db.session.get_one(Clinic, clinic_id)
    asks, offered = cadence.of_clinic(clinic), instruments.of_clinic(clinic_id)
    facts = due_facts.of_patients(clinic, patient_ids)
    return {patient_id: due_rules.due(asks, offered, each) for patient_id, each in facts.items()}
