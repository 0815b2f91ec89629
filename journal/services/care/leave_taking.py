"""A therapist's own end of care: what waits for the appointment is released or withdrawn first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal.extensions import db
from journal.models import Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.care import care, care_endings
from journal.services.notes import note_views, notes
from journal.services.notes.note_views import NoteView
from journal.services.people import people
from journal.services.work import unit_of_work

RELEASE, WITHDRAW = "release", "withdraw"


@dataclass(frozen=True, slots=True)
class Ending:
    """What a therapist decides before care ends."""

    patient_id: UUID
    patient_name: str
    patient_identifier: str
    waiting: tuple[NoteView, ...]


def page(actor: Actor, patient_id: UUID) -> Ending:
    """The notes that wait, of a patient in one's own care. Raises `NotAllowed`."""
    _own_relation(actor, patient_id)
    person = db.session.get_one(Person, patient_id)
    shown, _ = note_views.views(actor, care_endings.waiting_notes(patient_id, actor.id, hold=False), "")
    return Ending(patient_id, people.name_of(person), people.identifier_of(person), shown)


def _own_relation(actor: Actor, patient_id: UUID) -> UUID:
    relation = care.active_relation(patient_id, actor.id)
    if relation is None:
        raise NotAllowed
    require(actor.who, Permission.CARE_END, About(relation.clinic_id, therapist_id=relation.therapist_id))
    return relation.id


def decide(actor: Actor, patient_id: UUID, decision: str) -> None:
    """Releases or withdraws everything that waits. Raises `NotAllowed`."""
    _own_relation(actor, patient_id)
    with unit_of_work():
        for note in care_endings.waiting_notes(patient_id, actor.id):
            if decision == RELEASE:
                notes.release_row(note, actor.id)
            else:
                notes.withdraw_row(note, actor.id)
        if care.active_relation(patient_id, actor.id, hold=True) is None:
            raise NotAllowed


def end(actor: Actor, patient_id: UUID) -> None:
    """Ends one's own care of a patient; what still waits is withdrawn. Raises `NotAllowed`."""
    care_endings.end(actor, _own_relation(actor, patient_id))
