"""Older states of records: what a restore brought back was written by us, and was put out of force since."""

from __future__ import annotations

from sqlalchemy import select

from journal.extensions import db
from journal.models import AuditRow
from journal.services.audit.acts import Act
from journal.services.audit.audit import Stamp, row_holds


def is_out_of_force(stamped: Stamp) -> bool:
    """Whether the newest row of a record tells of a state that a restore lost, and an earlier one of what is there."""
    mine = (AuditRow.clinic_id == stamped.clinic_id) & (AuditRow.record_id == stamped.record_id)
    told = db.session.scalars(select(AuditRow).where(mine).order_by(AuditRow.sequence.desc())).all()
    here = (stamped.version, stamped.digest)
    before = any((row.record_version, row.digest) == here and row_holds(row) for row in told[1:])
    return before and told[0].act == Act.LEDGER_APPLIED and row_holds(told[0])
