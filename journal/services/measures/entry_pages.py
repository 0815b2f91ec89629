"""The pages on which a clinician enters a measure from paper, and asks to take one back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from journal.permissions import Permission
from journal.services.actor import Actor
from journal.services.measures import answer_rows, entries, instruments
from journal.services.measures import measure_access as access
from journal.services.measures.definition import TOTAL, Instrument
from journal.services.people import people
from journal.services.treatment import treatment_team


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An instrument whose answers lie on paper, or whose total was found elsewhere, and of whom."""

    patient_id: UUID
    name: str
    identifier: str
    instrument: Instrument
    today: date

    @property
    def is_total(self) -> bool:
        """Whether only a number is entered, and no answer."""
        return self.instrument.kind == TOTAL


def page(actor: Actor, patient_id: UUID, instrument_id: str) -> EntryPage:
    """The page of one instrument. Raises `NotAllowed`."""
    patient = treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_WRITE)
    instrument = access.offered(actor.clinic_id, instrument_id)
    return EntryPage(
        patient.id, people.name_of(patient), people.identifier_of(patient), instrument, answer_rows.day_at(actor)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """What the actor entered themself, to be taken back."""

    id: UUID
    patient_id: UUID
    name: str
    identifier: str
    measure: str
    taken_on: date


def own_entry(actor: Actor, patient_id: UUID, response_id: UUID) -> OwnEntry:
    """One's own entry. Raises `NotAllowed`."""
    patient = treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_WRITE)
    row = entries.own_entry(actor, patient_id, response_id)
    found = instruments.find(actor.clinic_id, row.instrument, row.definition_version)
    name = found.short_name if found else row.instrument
    return OwnEntry(
        row.id, patient.id, people.name_of(patient), people.identifier_of(patient), name, row.answered_on
    )  # fmt: skip
