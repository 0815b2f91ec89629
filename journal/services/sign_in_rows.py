"""How the audit remembers a sign-in: as begun, and, from the act that ended it, as ended, whatever its row says."""

from __future__ import annotations

from uuid import UUID

from journal.models import SignIn
from journal.services import audit
from journal.services.acts import Act

_BEGUN, _ENDED = 1, 2


def begun(clinic_id: UUID, sign_in_id: UUID, person_id: UUID) -> audit.Stamp:
    """The stamp of a sign-in that goes on, or was only left alone."""
    return audit.stamp(clinic_id, sign_in_id, _BEGUN, person_id)


def stamp(row: SignIn) -> audit.Stamp:
    """The stamp under which a row is believed that says it goes on."""
    return begun(row.clinic_id, row.id, row.person_id)


def has_ended(row: SignIn) -> bool:
    """Whether an act ended it, or the audit knows nothing of it; one that was only left alone has not."""
    return bool(audit.stale(row.clinic_id, [stamp(row)]))


def record(act: Act, row: SignIn) -> None:
    """Notes what happened in a sign-in, unless it has ended: nothing makes one good again. In the caller's unit of
    work, which holds the row."""
    if not has_ended(row):
        audit.record(act, row.person_id, stamp(row))


def record_end(act: Act, clinic_id: UUID, sign_in_id: UUID, person_id: UUID, actor_id: UUID | None = None) -> None:
    """Notes an end, by the person themself unless `actor_id` says by whom; in the caller's unit of work."""
    audit.record(act, actor_id or person_id, audit.stamp(clinic_id, sign_in_id, _ENDED, person_id))
