"""What was refused because it is not as it was written: noted in the audit, whatever became of the act itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import AuditRow
from journal.services import work
from journal.services.audit import audit
from journal.services.audit.acts import Act

EVERY = timedelta(hours=1)  # one row for each record and act: a page that is loaded again does not flood the audit
_MIRROR = 0x5F_7265667573616C_5F_7265667573616C  # any fixed number does


def note(
    act: Act, clinic_id: UUID, record_id: UUID, *, actor_id: UUID | None = None, about: UUID | None = None
) -> None:
    """Notes a refusal about a record; `about` is the patient whom it concerns.

    The row is written in a unit of work of its own: at once, or right after the unit that is being refused."""
    work.afterwards(lambda: _write(act, clinic_id, record_id, actor_id, about))


def _write(act: Act, clinic_id: UUID, record_id: UUID, actor_id: UUID | None, about: UUID | None) -> None:
    mirrored = mirror(record_id)
    known = (AuditRow.clinic_id == clinic_id) & (AuditRow.record_id == mirrored) & (AuditRow.act == act)
    lately = select(AuditRow.sequence).where(known, AuditRow.at > clock.now() - EVERY).limit(1)
    if db.session.scalars(lately).first() is None:
        audit.record(act, actor_id, audit.stamp(clinic_id, mirrored, 0, act, patient_id=about))


def mirror(record_id: UUID) -> UUID:
    """The id under which refusals about a record are noted, and back again.

    A row about a record says how it stands, and the newest one is believed; a refusal must never be that one."""
    return UUID(int=record_id.int ^ _MIRROR)
