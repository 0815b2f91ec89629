"""What a therapist in care may see of a patient's insights, with its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal.permissions import Permission
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.insights import insight_rows, insight_views
from journal.services.insights.insight_views import Opened
from journal.services.notes import note_access
from journal.services.people import people
from journal.services.review import caseload
from journal.services.rings import held_rings
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class PatientInsights:
    """What a patient shares of theirs with this therapist, and whether something can be added."""

    patient_id: UUID
    patient_name: str
    patient_identifier: str
    opened: Opened
    may_add: bool


def of_patient(actor: Actor, patient_id: UUID) -> PatientInsights:
    """What this therapist can read; that they looked leaves a receipt. Raises `NotAllowed`."""
    with unit_of_work():
        person = caseload.in_care(actor, patient_id, hold=True)
        found = shared(actor, patient_id)
        if found.all or found.changes:
            audit.record_about(Act.INSIGHTS_OPENED, actor.id, people.stamp(person))
        return PatientInsights(
            person.id, people.name_of(person), people.identifier_of(person), found,
            note_access.account_open(patient_id),
        )  # fmt: skip


def shared(actor: Actor, patient_id: UUID) -> Opened:
    """What lies under a key this therapist was granted; the caller has asked whether they may, and leaves a receipt."""
    rows, steps = insight_rows.of_patient(patient_id), insight_rows.steps_of_patient(patient_id)
    held = held_rings.held_among(actor, [(row.ring_id, row.generation) for row in (*rows, *steps)])
    rows = [row for row in rows if (row.ring_id, row.generation) in held and insight_rows.is_shared(row)]
    known = {None, *(row.id for row in rows)}
    steps = [step for step in steps if (step.ring_id, step.generation) in held and step.insight_id in known]
    found = insight_views.opened(actor, rows, steps)
    return Opened(
        tuple(view for view in found.insights if view.readable), tuple(view for view in found.goals if view.readable),
        found.changes,
    )  # fmt: skip


def whose(actor: Actor, insight_id: UUID) -> UUID:
    """The patient of an insight that this therapist may see. Raises `NotAllowed`."""
    return insight_rows.found(actor, insight_id, Permission.INSIGHT_READ).patient_id
