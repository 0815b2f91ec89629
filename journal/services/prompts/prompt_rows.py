"""Rows of prompts: how they are found, and how the audit remembers them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from journal.extensions import db
from journal.models import AddedPrompt, ClinicPrompts, PromptOrder, PromptSkip
from journal.services import sealed_records
from journal.services.audit import audit
from journal.services.prompts import moments
from journal.services.prompts.moments import Timeline

_OF_CLINIC = select(ClinicPrompts).where(ClinicPrompts.clinic_id == bindparam("clinic"))
_ORDER = select(PromptOrder).where(PromptOrder.patient_id == bindparam("patient"))
_ADDED = (
    select(AddedPrompt)
    .where(AddedPrompt.patient_id == bindparam("patient"), AddedPrompt.state == sealed_records.KEPT)
    .order_by(AddedPrompt.id)
)
_SKIPS = select(PromptSkip).where(PromptSkip.patient_id == bindparam("patient")).order_by(PromptSkip.id)


def of_clinic(clinic_id: UUID) -> ClinicPrompts | None:
    """What a clinic changed, where it changed anything."""
    return db.session.scalars(_OF_CLINIC, {"clinic": clinic_id}).one_or_none()


def timeline(clinic_id: UUID) -> Timeline:
    """The timeline of a clinic; as it comes where nothing was changed, or the row was changed in the database."""
    row = of_clinic(clinic_id)
    return moments.read(row.timeline) if row is not None and is_current(row, clinic_stamp) else moments.built_in()


def order_of(patient_id: UUID) -> PromptOrder | None:
    """What therapists arranged for a patient."""
    return db.session.scalars(_ORDER, {"patient": patient_id}).one_or_none()


def added_for(patient_id: UUID) -> list[AddedPrompt]:
    """The prompts that therapists added for a patient, oldest first."""
    return list(db.session.scalars(_ADDED, {"patient": patient_id}))


def skips_of(clinic_id: UUID, patient_id: UUID) -> list[PromptSkip]:
    """What a patient wants to be asked no more; what was changed in the database does not count."""
    return current(clinic_id, db.session.scalars(_SKIPS, {"patient": patient_id}).all(), skip_stamp)


def current(clinic_id: UUID, rows: Iterable[Any], stamp: Callable[[Any], audit.Stamp]) -> list[Any]:
    """Those of these rows that are what their newest audit rows say."""
    found = list(rows)
    stale = audit.stale(clinic_id, map(stamp, found)) if found else set()
    return [row for row in found if row.id not in stale]


def is_current(row: Any, stamp: Callable[[Any], audit.Stamp]) -> bool:
    """Whether this row is one of those."""
    return bool(current(row.clinic_id, [row], stamp))


def clinic_stamp(row: ClinicPrompts) -> audit.Stamp:
    """A clinic's timeline as the audit remembers it."""
    return audit.stamp(row.clinic_id, row.id, row.version, row.changed_by, row.timeline)


def order_stamp(row: PromptOrder) -> audit.Stamp:
    """What was arranged for a patient as the audit remembers it."""
    return audit.stamp(
        row.clinic_id, row.id, row.version, row.patient_id, row.changed_by, row.arranged, patient_id=row.patient_id
    )


def skip_stamp(row: PromptSkip) -> audit.Stamp:
    """What a patient skipped as the audit remembers it; what it was stays in the digest."""
    return audit.stamp(
        row.clinic_id, row.id, row.version, row.patient_id, row.code, row.about_id, row.until, patient_id=row.patient_id
    )
