"""A therapist reads a patient's lists of treatments and questions: with one receipt each time."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal.extensions import db
from journal.models import Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.people import people
from journal.services.rings import held_rings
from journal.services.treatments import treatment_entries
from journal.services.treatments.treatment_entries import Entry, Lists
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class PatientLists:
    """A patient's lists as a therapist reads them: what was sealed for them, and nothing besides."""

    patient_id: UUID
    patient_name: str
    patient_identifier: str
    lists: Lists


def open_lists(actor: Actor, patient_id: UUID) -> PatientLists:
    """Opens the lists; one row, on the newest line that opens, is the receipt. Raises `NotAllowed`."""
    with unit_of_work():
        patient = db.session.get(Person, patient_id)
        if patient is None:
            raise NotAllowed
        in_care = actor.role == "therapist" and care.in_care(patient_id, actor.id, hold=True)
        require(actor.who, Permission.TREATMENT_ENTRY_READ, About(patient.clinic_id, patient_id, in_care=in_care))
        entries = _seen(actor, patient_id)
        return PatientLists(
            patient_id, people.name_of(patient), people.identifier_of(patient), Lists(entries, (), may_share=False)
        )  # fmt: skip


def _seen(actor: Actor, patient_id: UUID) -> tuple[Entry, ...]:
    rows = treatment_entries.rows_of(patient_id)
    held = held_rings.held_among(actor, [(row.ring_id, row.generation) for row in rows])
    mine = [row for row in rows if (row.ring_id, row.generation) in held]
    entries = treatment_entries.opened(actor, mine)
    readable = [row for row, entry in zip(mine, entries, strict=True) if entry.readable]
    if readable:
        audit.record(Act.TREATMENT_ENTRY_OPENED, actor.id, sealed_records.stamp(readable[-1]))
    return entries
