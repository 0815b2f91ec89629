"""Rows that the audit tells of and that are not there: hidden for a while they tell nobody, and are then put back.

The newest audit rows of a patient are the list of all there has to be of them. The end of the chain, which the ledger
keeps, holds that list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import (
    AuditRow,
    CareRelation,
    Consent,
    CopingPlan,
    Cover,
    Insight,
    NewStart,
    Note,
    Passage,
    Person,
    ProcessNote,
    RecoveryWait,
    Reflection,
    Reply,
    Ring,
    RingGrant,
    SafetyFlag,
    SafetyStep,
    Step,
    TreatmentConsent,
    TreatmentMember,
    WithdrawnCopy,
)
from journal.services.audit import audit
from journal.services.audit.acts import Act

_Acts = tuple[Act, ...]
# by table: what tells of a row that has to be there, and what of one that is gone, or need not be there any more
TOLD_BY: dict[Any, tuple[_Acts, _Acts]] = {
    RecoveryWait: ((Act.RECOVERY_WAIT_BEGUN,), (Act.RECOVERY_WAIT_USED, Act.RECOVERY_WAIT_CANCELLED)),
    NewStart: ((Act.NEW_START_MADE,), (Act.NEW_START_USED, Act.NEW_START_CANCELLED)),
    SafetyFlag: ((Act.SAFETY_FLAG_OPENED,), ()),  # is never deleted, nor is anything that was written to it
    SafetyStep: ((Act.SAFETY_STEP_WRITTEN,), ()),
    Person: ((Act.PERSON_INVITED, Act.PERSON_EXPECTED, Act.PERSON_JOINED), ()),
    Ring: ((Act.RING_MADE,), ()),
    RingGrant: (
        (Act.RING_GRANTED, Act.RING_HANDED, Act.RING_RETURNED),
        (Act.RING_TAKEN_BACK, Act.RING_RETURN_REFUSED, Act.RING_RETURN_TAKEN),
    ),
    CareRelation: ((Act.CARE_ASKED, Act.CARE_BEGUN, Act.CARE_ENDED, Act.CARE_DECLINED), ()),
    Cover: ((Act.COVER_ASKED, Act.COVER_GRANTED, Act.COVER_DECLINED, Act.COVER_ENDED), ()),
    TreatmentMember: ((Act.TREATMENT_ASKED, Act.TREATMENT_BEGUN, Act.TREATMENT_ENDED), ()),
    Consent: ((Act.CONSENT_GIVEN, Act.CONSENT_PUT_OFF, Act.CONSENT_WITHDRAWN), ()),
    TreatmentConsent: ((Act.TREATMENT_CONSENT_ANSWERED, Act.TREATMENT_CONSENT_WITHDRAWN), ()),
    Reflection: ((Act.DRAFT_BEGUN, Act.REFLECTION_SAVED, Act.REFLECTION_SHARED), ()),
    WithdrawnCopy: ((Act.WITHDRAWN_KEPT,), (Act.WITHDRAWN_DESTROYED,)),
    Note: ((Act.NOTE_WRITTEN,), ()),
    Reply: ((Act.REPLY_WRITTEN,), ()),
    Passage: ((Act.PASSAGE_PUT,), (Act.PASSAGE_REMOVED, Act.PASSAGE_WITHDRAWN, Act.PASSAGE_DESTROYED)),
    ProcessNote: ((Act.PROCESS_NOTE_WRITTEN,), ()),
    CopingPlan: ((Act.COPING_PLAN_SAVED, Act.COPING_PLAN_SHARED), ()),
    Insight: ((Act.INSIGHT_MADE,), ()),
    Step: ((Act.STEP_MADE,), ()),
}


def faults(clinic_id: UUID) -> Iterator[str]:
    """Every row of a clinic that has to be there and is not, a sentence each."""
    for table in TOLD_BY:
        missing = _missing(table, AuditRow.clinic_id == clinic_id)
        if missing:  # looked at again: what was taken away between both looks is no fault
            missing &= _missing(table, AuditRow.clinic_id == clinic_id)
        for record_id in sorted(missing):
            yield f"{table.__tablename__} {record_id} was begun and is not there"


def of_patient(table: Any, clinic_id: UUID, patient_id: UUID) -> set[UUID]:
    """The ids of a patient's rows of one table that have to be there and are not."""
    return _missing(table, (AuditRow.clinic_id == clinic_id) & (AuditRow.patient_id == patient_id))


def end(act: Act, actor_id: UUID, clinic_id: UUID, patient_id: UUID, hidden: Iterable[UUID]) -> None:
    """Tells the audit of an end of rows that nobody can see just now: put back later, they count nowhere. In the
    caller's unit of work."""
    for record_id in sorted(hidden):
        known = audit.newest_stamp(clinic_id, record_id)
        version = known.version + 1 if known else 0
        audit.record(act, actor_id, audit.Stamp(clinic_id, record_id, version, b"", patient_id))


def _missing(table: Any, whose: Any) -> set[UUID]:
    there, gone = TOLD_BY[table]
    told = select(AuditRow.record_id, AuditRow.act).where(whose, AuditRow.act.in_((*there, *gone)))
    newest = {row.record_id: row.act for row in db.session.execute(told.order_by(AuditRow.sequence))}
    wanted = [record_id for record_id, act in newest.items() if act in there]
    found: set[UUID] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = table.id.in_(wanted[start : start + _AT_ONCE])
        found.update(db.session.scalars(select(table.id).where(some)))
    return set(wanted) - found


_AT_ONCE = 500
