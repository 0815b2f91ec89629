"""Rows of safety flags: where each is found, whether it is to be believed, and which were taken out of the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID, uuid5

from sqlalchemy import bindparam, exists, literal_column, select

from journal import clock
from journal.extensions import db
from journal.models import AuditRow, SafetyFlag
from journal.services import sealed_records
from journal.services.audit import audit
from journal.services.audit.acts import Act

OPEN, ACKNOWLEDGED, CLOSED = "open", "acknowledged", "closed"
UNDER_WAY = (OPEN, ACKNOWLEDGED)
_OF_PATIENTS = (
    select(SafetyFlag)
    .where(SafetyFlag.patient_id.in_(bindparam("patients", expanding=True)))
    .order_by(SafetyFlag.patient_id, SafetyFlag.number)
)
# As it stands in the condition of the index, which is used for no other words.
_OPENED = AuditRow.act == literal_column(f"'{Act.SAFETY_FLAG_OPENED}'")
_THERE = exists().where(SafetyFlag.id == AuditRow.record_id, SafetyFlag.patient_id == AuditRow.patient_id)
_EVER = select(AuditRow.patient_id).where(AuditRow.clinic_id == bindparam("clinic"), _OPENED)
_TAKEN_OUT = select(AuditRow.record_id, AuditRow.patient_id, AuditRow.at).where(
    AuditRow.clinic_id == bindparam("clinic"), _OPENED, ~_THERE
)


@dataclass(frozen=True, slots=True)
class KeptFlag:
    """A flag as the database holds it: no row where it was taken out, not `whole` where it was changed there."""

    id: UUID
    patient_id: UUID
    row: SafetyFlag | None
    whole: bool
    begun_at: datetime

    @property
    def under_way(self) -> bool:
        """Whether somebody has to look at it: open, or nobody knows what became of it."""
        return self.row is None or not self.whole or self.row.state in UNDER_WAY


def id_of(patient_id: UUID, number: int) -> UUID:
    """The id of a patient's flag of this number."""
    return uuid5(patient_id, f"safety_flag/{number}")


def ever_flagged(clinic_id: UUID) -> set[UUID]:
    """The patients of whom the audit tells that a flag was opened, also one that was taken out since: a flag is no row
    of the database alone."""
    return {each for each in db.session.scalars(_EVER, {"clinic": clinic_id}) if each is not None}


def of_patients(clinic_id: UUID, patient_ids: Collection[UUID]) -> list[KeptFlag]:
    """Every flag of these patients, also those that are closed or were taken out; the caller has asked."""
    if not patient_ids:
        return []
    rows = list(db.session.scalars(_OF_PATIENTS, {"patients": list(patient_ids)}))
    stale = audit.stale(clinic_id, [sealed_records.stamp(row) for row in rows]) if rows else set()
    found = [
        KeptFlag(row.id, row.patient_id, row, whole=True, begun_at=row.created_at)
        for row in rows
        if row.id not in stale
    ]
    changed = (_changed(clinic_id, row) for row in rows if row.id in stale)
    kept = [*found, *(each for each in changed if each is not None)]
    kept.sort(key=lambda each: (each.patient_id, each.row.number if each.row else 0))
    return [*kept, *_taken_out(clinic_id, patient_ids)]


def of_clinic(clinic_id: UUID) -> list[KeptFlag]:
    """Every flag of a clinic of which the audit tells that it was opened; the caller has asked."""
    return of_patients(clinic_id, ever_flagged(clinic_id))


def _changed(clinic_id: UUID, row: SafetyFlag) -> KeptFlag | None:
    """A flag whose row was changed in the database, opened when the audit says; none that was put here from
    elsewhere."""
    opened = audit.newest_acts(clinic_id, row.id, [Act.SAFETY_FLAG_OPENED])
    is_theirs = bool(opened) and opened[0].patient_id == row.patient_id
    return KeptFlag(row.id, row.patient_id, row, whole=False, begun_at=opened[0].at) if is_theirs else None


def _taken_out(clinic_id: UUID, patient_ids: Collection[UUID]) -> Iterator[KeptFlag]:
    """Those of which the audit tells that they were opened, and that are not there for their patient any more."""
    for record_id, patient_id, at in db.session.execute(_TAKEN_OUT, {"clinic": clinic_id}):
        if patient_id is not None and patient_id in patient_ids:
            yield KeptFlag(record_id, patient_id, None, whole=False, begun_at=at)


def whose(clinic_id: UUID, flag_id: UUID) -> UUID | None:
    """Whose flag this is by the audit, which cannot be changed with the row."""
    opened = audit.newest_acts(clinic_id, flag_id, [Act.SAFETY_FLAG_OPENED])
    patient_id: UUID | None = opened[0].patient_id if opened else None
    return patient_id


def one(clinic_id: UUID, patient_id: UUID, flag_id: UUID) -> KeptFlag | None:
    """One flag of a patient."""
    return next((each for each in of_patients(clinic_id, [patient_id]) if each.id == flag_id), None)


def begun(clinic_id: UUID, patient_id: UUID, kept: Iterable[KeptFlag]) -> SafetyFlag:
    """A new flag after these, not written yet; none takes the place of one that was taken out."""
    taken = {each.row.number for each in kept if each.row is not None}
    free = (each for each in count(1) if each not in taken)
    number = next(each for each in free if not audit.knows(clinic_id, id_of(patient_id, each)))
    return SafetyFlag(
        id=id_of(patient_id, number), patient_id=patient_id, number=number, moves=0, steps=0, state=OPEN
    )  # fmt: skip


def moved(row: SafetyFlag, act: Act, actor_id: UUID) -> None:
    """Notes a change of what stands in the open of a flag; in the caller's unit of work."""
    row.moves, row.changed_at = row.moves + 1, clock.now()
    audit.record(act, actor_id, sealed_records.stamp(row))


def begin_again(row: SafetyFlag) -> None:
    """Believes nothing that was said of a flag whose row was changed in the database."""
    row.state, row.acknowledged_at, row.acknowledged_by, row.closed_at, row.closed_by = OPEN, None, None, None, None
