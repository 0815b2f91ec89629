"""Treatments before this one: written down by the patient and the clinic, and counted; the count decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from journal.extensions import db
from journal.models import EarlierTreatment
from journal.permissions import NotAllowed
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.evaluations import evaluation_access as access
from journal.services.evaluations import evaluation_rows
from journal.services.evaluations.evaluation_access import EvaluationMoved, EvaluationRefused
from journal.services.people import people
from journal.services.work import unit_of_work
from journal.spans import number_in_words

KINDS = {
    "medicine": "A medicine", "therapy": "Talking therapy", "stimulation": "Magnetic or electrical treatment",
    "other": "Something else",
}  # fmt: skip
FOR_WHAT = {"depression": "Depression", "other": "Something else"}
ADEQUATE = {"yes": "Yes", "no": "No", "unknown": "Not known"}
OUTCOMES = {
    "none": "No response", "some": "Some response, not enough", "good": "It helped", "stopped": "Stopped early",
    "unknown": "Not known",
}  # fmt: skip
CHOICES = {"kind": KINDS, "for_what": FOR_WHAT, "adequate": ADEQUATE, "outcome": OUTCOMES}
LONGEST_NAME, LONGEST_NOTES, MOST = 200, 1000, 60


@dataclass(frozen=True, slots=True)
class TypedTreatment:
    """One earlier treatment as it was typed."""

    name: str
    kind: str = ""
    for_what: str = ""
    adequate: str = ""
    outcome: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class EarlierView:
    """One earlier treatment as it stands; `told` is nothing where it does not open."""

    id: UUID
    told: TypedTreatment | None
    author: str
    written_at: datetime
    version: int

    @property
    def counts(self) -> bool:
        """Whether it is noted as for depression, at an adequate dose and time, without response."""
        return self.told is not None and (self.told.for_what, self.told.adequate, self.told.outcome) == (
            "depression", "yes", "none",
        )  # fmt: skip


def listed(actor: Actor, patient_id: UUID) -> tuple[EarlierView, ...]:
    """The earlier treatments of a patient, oldest entry first. Raises `NotAllowed`."""
    access.to_read(actor, patient_id)
    return _views(actor, evaluation_rows.earlier(patient_id))


def one(actor: Actor, patient_id: UUID, record_id: UUID) -> EarlierView:
    """One of them. Raises `NotAllowed`, also where there is none."""
    found = next((each for each in listed(actor, patient_id) if each.id == record_id), None)
    if found is None:
        raise NotAllowed
    return found


def _views(actor: Actor, rows: list[EarlierTreatment]) -> tuple[EarlierView, ...]:
    said = sealed_records.opened(actor, rows)
    names = people.names(actor.clinic_id, {row.author_id for row in rows})
    return tuple(_view(row, said.get(row.id), names.get(row.author_id, people.UNREADABLE_NAME)) for row in rows)


def _view(row: EarlierTreatment, value: Mapping[str, Any] | None, author: str) -> EarlierView:
    told = None if value is None else TypedTreatment(**value)
    return EarlierView(row.id, told, author, row.changed_at or row.created_at, row.version)


def count_in_words(treatments: Iterable[EarlierView]) -> str:
    """How many are noted as adequate and without response, as a sentence; a count and nothing else."""
    count = sum(each.counts for each in treatments)
    if not count:
        return "No earlier treatment for depression at an adequate dose and time without response is noted."
    number = number_in_words(count).capitalize()
    treatments_are, is_noted = ("treatment", "is noted") if count == 1 else ("treatments", "are noted")
    enough = "at an adequate dose and time without response"
    return f"{number} earlier {treatments_are} for depression {enough} {is_noted}."


def add(actor: Actor, patient_id: UUID, typed: TypedTreatment, record_id: UUID | None = None, token: str = "") -> None:
    """Writes down an earlier treatment; the same form twice writes one.

    Raises `NotAllowed`, `NotToday`, `EvaluationRefused`, `CannotOpen`."""
    value = asdict(_checked(typed))
    with unit_of_work():
        access.to_write(actor, patient_id)
        if sealed_records.was_sent(actor, EarlierTreatment, record_id, value):
            return
        if len(evaluation_rows.earlier(patient_id)) >= MOST:
            raise EvaluationRefused(f"There are {MOST} already. Remove one that does not belong here.")
        made = sealed_records.id_for(actor, EarlierTreatment, record_id, token)
        row = EarlierTreatment(id=made, patient_id=patient_id)
        sealed_records.write(actor, Act.EVALUATION_WRITTEN, row, access.ring(actor, patient_id), value)


def change(actor: Actor, patient_id: UUID, record_id: UUID, typed: TypedTreatment, seen: int) -> None:
    """Words one anew, for who saw version `seen`. Raises as `add` does, and `EvaluationMoved`."""
    value = asdict(_checked(typed))
    with unit_of_work():
        row = _held(actor, patient_id, record_id)
        if row.state == sealed_records.DELETED:
            raise EvaluationRefused("This one was removed elsewhere meanwhile. Add it anew if it belongs here.")
        if sealed_records.open_one(actor, row) == value:
            return
        if row.version != seen:
            raise EvaluationMoved(access.MOVED)
        sealed_records.write(actor, Act.EVALUATION_CHANGED, row, access.ring(actor, patient_id), value)


def remove(actor: Actor, patient_id: UUID, record_id: UUID) -> None:
    """Destroys what one says; removed twice is once. Raises `NotAllowed`, `NotToday`."""
    with unit_of_work():
        row = _held(actor, patient_id, record_id)
        if row.state != sealed_records.DELETED:
            sealed_records.destroy(actor, Act.EVALUATION_REMOVED, row)


def _held(actor: Actor, patient_id: UUID, record_id: UUID) -> EarlierTreatment:
    access.to_write(actor, patient_id)
    row = db.session.get(EarlierTreatment, record_id, with_for_update=True, populate_existing=True)
    if row is None or row.patient_id != patient_id:
        raise NotAllowed
    return row


def _checked(typed: TypedTreatment) -> TypedTreatment:
    name, notes = " ".join(typed.name.split()), typed.notes.replace("\r\n", "\n").strip()
    if not name:
        raise EvaluationRefused("Give the treatment a name, such as the medicine or the kind of therapy.")
    if len(name) > LONGEST_NAME or len(notes) > LONGEST_NOTES:
        raise EvaluationRefused(f"Use {LONGEST_NAME} characters or fewer for the name, {LONGEST_NOTES:,} for the rest.")
    chosen = {each: getattr(typed, each) for each in CHOICES}
    if any(value and value not in CHOICES[each] for each, value in chosen.items()):
        raise EvaluationRefused("Choose one of the answers of the list, or leave it open.")
    return TypedTreatment(name=name, notes=notes, **chosen)
