"""Who answers measures and who enters them, under which key, and how a measure says no."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import Person
from journal.permissions import NotAllowed, Permission
from journal.services.actor import Actor
from journal.services.measures import instruments
from journal.services.measures.definition import TOTAL, Instrument
from journal.services.rings import patient_rings, rings
from journal.services.treatment import treatment_team


class MeasureRefused(ValueError):
    """This cannot be kept as it is; the message says why, and what was chosen is given back."""


class MeasureMoved(MeasureRefused):
    """It stands otherwise than the page showed; the message says so, and what was chosen is given back. Where an answer
    asks for a person, `asks_for_a_person` is the response it was meant for: help comes first."""

    asks_for_a_person: UUID | None = None


def to_answer(actor: Actor) -> Person:
    """The patient who answers for themself. Raises `NotAllowed`."""
    return treatment_team.patient_for(actor, actor.id, Permission.MEASURE_ANSWER)


def to_read(actor: Actor, patient_id: UUID) -> Person:
    """The patient, for themself or their treatment team. Raises `NotAllowed`."""
    return treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_READ)


def to_read_of(actor: Actor, patient_id: UUID) -> Person:
    """The patient, for somebody of their treatment team. Raises `NotAllowed`, also for themself: they have pages of
    their own."""
    if actor.id == patient_id:
        raise NotAllowed
    return to_read(actor, patient_id)


def hold_own(actor: Actor) -> Person:
    """The patient who answers, held until the commit: of two pages that save one is first. Raises `NotAllowed`."""
    return _held(to_answer(actor))


def hold_as_clinician(actor: Actor, patient_id: UUID) -> Person:
    """The patient of whom a clinician enters or asks something, held until the commit. Raises `NotAllowed`."""
    return _held(treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_WRITE, hold=True))


def _held(patient: Person) -> Person:
    db.session.scalars(select(Person.id).where(Person.id == patient.id).with_for_update(key_share=True)).one()
    return patient


def ring(actor: Actor, patient_id: UUID) -> RingKey:
    """The key that new answers go under. Raises `CannotOpen`."""
    if actor.role == "patient":
        return rings.ring_for_writing(actor, "treatment")
    return patient_rings.newest(actor, patient_id, "treatment")


def offered(clinic_id: UUID, instrument_id: str) -> Instrument:
    """An instrument that this clinic offers. Raises `NotAllowed`."""
    found = instruments.of_clinic(clinic_id).get(instrument_id)
    if found is None:
        raise NotAllowed
    return found


def to_fill_in(clinic_id: UUID, instrument_id: str) -> Instrument:
    """One with questions that a patient can answer. Raises `NotAllowed`."""
    found = offered(clinic_id, instrument_id)
    if found.kind == TOTAL:
        raise NotAllowed
    return found
