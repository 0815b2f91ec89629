"""What the clinic corrected of a session that its patient may have written about: told to them, with who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal.extensions import db
from journal.models import DosingSession
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.sessions import session_rows


@dataclass(frozen=True, slots=True)
class Correction:
    """Who corrected a time of a session last, and when."""

    name: str
    at: datetime


def newest(actor: Actor, session_id: UUID) -> Correction | None:
    """The newest correction of the actor's own session; none where there was none."""
    row = db.session.get(DosingSession, session_id)
    if row is None or row.patient_id != actor.id:
        return None
    record_id = session_rows.stamp(row).record_id
    found = audit.newest_acts(actor.clinic_id, record_id, [Act.SESSION_TIME_CORRECTED])
    if not found:
        return None
    names = people.names(actor.clinic_id, {found[0].actor_id})
    return Correction(names.get(found[0].actor_id, people.UNREADABLE_NAME), found[0].at)
