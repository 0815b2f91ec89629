"""Rows of referrals: their stages, and which of a patient's is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import Referral
from journal.services import sealed_records
from journal.services.audit import audit

ENQUIRY, RECEIVED, ACCEPTED, DECLINED, CLOSED = "enquiry", "received", "accepted", "declined", "closed"
STAGES = {
    ENQUIRY: "Enquiry", RECEIVED: "Referral received", ACCEPTED: "Accepted", DECLINED: "Declined", CLOSED: "Closed",
}  # fmt: skip
WAITING = (ENQUIRY, RECEIVED)  # for a step of the clinic
OPEN = (*WAITING, ACCEPTED)


def of_patients(patient_ids: Collection[UUID]) -> list[Referral]:
    """Every referral of these patients, in the order in which they were begun."""
    kept = Referral.patient_id.in_(patient_ids) & (Referral.state == sealed_records.KEPT)
    return list(db.session.scalars(select(Referral).where(kept).order_by(Referral.id)))


def newest(patient_id: UUID) -> Referral | None:
    """The referral of a patient that was begun last."""
    return next(reversed(of_patients([patient_id])), None)


def open_one(patient_id: UUID) -> Referral | None:
    """The referral of a patient that is open; only the newest can be, unless a restore put it out of force."""
    row = newest(patient_id)
    return row if row is not None and row.stage in OPEN and not sealed_records.is_out_of_force(row) else None


def changed_unseen(rows: Sequence[Referral]) -> set[UUID]:
    """Those of these rows of one clinic that are not what their newest audit rows say."""
    return set(audit.stale(rows[0].clinic_id, map(sealed_records.stamp, rows))) if rows else set()


def new(record_id: UUID, patient_id: UUID) -> Referral:
    """A row that says nothing yet; `sealed_records.write` gives it the rest."""
    return Referral(id=record_id, patient_id=patient_id)
