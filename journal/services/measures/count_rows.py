"""Rows of the monthly counts: how the audit remembers them."""

from __future__ import annotations

from journal.models import MeasureCount
from journal.services.audit import audit

LEAST = 5  # no number is shown of fewer people


def stamp(row: MeasureCount) -> audit.Stamp:
    """A count as the audit remembers it."""
    return audit.stamp(
        row.clinic_id, row.id, row.version, row.month.isoformat(), row.instrument, row.answered, row.due, row.overdue,
        row.created_at,
    )  # fmt: skip
