"""Whose evaluation it is, who may read and write it, and under which key they write."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import Person, SealedRecord
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.before import before_rows
from journal.services.care import decisions
from journal.services.evaluations.evaluation_questions import Section
from journal.services.evaluations.evaluation_rows import Found
from journal.services.rings import patient_rings, rings
from journal.services.treatment import treatment_team


class EvaluationRefused(ValueError):
    """This cannot be kept as it is; the message says why, and the words are given back."""


class EvaluationMoved(EvaluationRefused):
    """Somebody changed this meanwhile; the message says so, and the words are given back."""


MOVED = (
    "This was changed elsewhere while you wrote. Your words are still here, and below them is what stands there now. "
    "Saving again puts yours in its place."
)
CLOSED = (
    "What stands here does not open with your keys, so nothing was put in its place. Your words are still here. "
    "The patient can let you read what was there before you joined the team."
)

WAITS = (
    "The clinic answered this before you came, so nothing was put in its place. Once that record was handed over to "
    "you and you took it over, or said that it is not yours, you can answer here. Your words are still here."
)


def to_read(actor: Actor, patient_id: UUID) -> Person:
    """The patient, for themselves or their treatment team. Raises `NotAllowed`."""
    return treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_READ)


def to_write(actor: Actor, patient_id: UUID) -> Person:
    """The patient, for themselves or their treatment team, held until the commit: of two who write one is first. In the
    caller's unit of work. Raises `NotAllowed`, and `NotToday` for a patient on a day of rest."""
    if actor.role != "patient":
        return as_clinician(actor, patient_id, Permission.TREATMENT_WRITE)
    patient = treatment_team.patient_for(actor, patient_id, Permission.EVALUATION_ANSWER)
    decisions.require_decision(patient_id)
    _hold(patient_id)
    return patient


def as_clinician(actor: Actor, patient_id: UUID, permission: Permission) -> Person:
    """The same, for what only the clinic does. Raises `NotAllowed`."""
    patient = treatment_team.patient_for(actor, patient_id, permission, hold=True)
    _hold(patient_id)
    return patient


def _hold(patient_id: UUID) -> None:
    db.session.scalars(select(Person.id).where(Person.id == patient_id).with_for_update(key_share=True)).one()


def require_part(actor: Actor, section: Section) -> None:
    """Raises `NotAllowed` unless this section is also for the actor to fill in."""
    if not section.is_filled_by(actor):
        raise NotAllowed


def require_open(actor: Actor, found: Found[Any]) -> None:
    """Raises `EvaluationRefused` where something stands that others may be able to open; what was destroyed, or was
    changed in the database, opens for nobody and can be written anew."""
    row = found.row
    if row is None or not found.closed or row.state == sealed_records.DELETED or not sealed_records.is_current(row):
        return
    if actor.role != "patient":
        raise EvaluationRefused(CLOSED)
    if _waits(row):
        raise EvaluationRefused(WAITS)


def _waits(row: SealedRecord) -> bool:
    """Whether this is in a record that was kept before its person came, and is still theirs to take up."""
    record = before_rows.of_patient(row.patient_id)
    return record is not None and record.ring_id == row.ring_id and record.state != before_rows.REFUSED


def ring(actor: Actor, patient_id: UUID) -> RingKey:
    """The key that new words go under. Raises `CannotOpen`."""
    if actor.role == "patient":
        return rings.ring_for_writing(actor, "treatment")
    return patient_rings.newest(actor, patient_id, "treatment")
