"""Who has looked at the record of a session: told by the audit, to its patient in their history."""

from __future__ import annotations

from datetime import timedelta

from journal import clock
from journal.models import DosingSession
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.session_records import record_rows
from journal.services.sessions import session_rows
from journal.services.work import unit_of_work

_ONCE_IN = timedelta(hours=1)  # the page is loaded anew with every entry: one looking is one row


def leave(actor: Actor, session: DosingSession) -> None:
    """Notes, before anything is shown, that the actor looks at what is recorded of a session; who has asked. Where that
    cannot be written nothing is shown."""
    stamp = session_rows.stamp(session)
    if not record_rows.is_begun(session.id):
        return
    seen = audit.newest_acts(stamp.clinic_id, stamp.record_id, [Act.SESSION_RECORD_OPENED])
    if any(row.actor_id == actor.id and clock.now() - row.at < _ONCE_IN for row in seen):
        return
    with unit_of_work():
        audit.record_about(Act.SESSION_RECORD_OPENED, actor.id, stamp)
