"""Dosing sessions that were held, as their rows stand once they have ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from journal.extensions import db
from journal.ids import make_id
from journal.models import DosingSession
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.sessions import session_rows
from journal.services.work import unit_of_work
from tests.support.cast import Member

LASTS = timedelta(hours=2)


def held(patient: Member, therapist: Member, ended_at: datetime, *, closed: bool = True) -> UUID:
    """A session of two hours that ended then; one that is not closed is only taken to have."""
    begun, session_id = ended_at - LASTS, make_id()
    with unit_of_work():
        row = DosingSession(
            id=session_id, clinic_id=patient.clinic_id, patient_id=patient.id, checked_in_by=therapist.id,
            checked_in_at=begun, started_at=begun if closed else None, ended_at=ended_at if closed else None, version=1,
        )  # fmt: skip
        db.session.add(row)
        audit.record(Act.SESSION_CHECKED_IN, therapist.id, session_rows.stamp(row))
    return session_id
