"""Rows of sign-ins: their MAC, and how the audit remembers one: as begun, and, from the act that ended it, as ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from journal.crypto.canonical import Part
from journal.extensions import server_secret
from journal.models import SignIn
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.sign_in.slots import Versions

_BEGUN, _ENDED = 1, 2


def begun_mac(row: SignIn, seen: Versions, last_seen_at: datetime | None = None) -> bytes:
    """The MAC over what a sign-in was begun with and when somebody was last there: nobody else can make a row that
    opens, is taken up, or goes on longer."""
    return server_secret().mac("begun", *_parts(row, seen, last_seen_at or row.last_seen_at))


def is_as_begun(row: SignIn, now: Versions) -> bool:
    """Whether nothing of a sign-in, of its person's role, status and factors, or of their password has changed."""
    return server_secret().mac_holds(row.begun_mac or b"", "begun", *_parts(row, now, row.last_seen_at))


def _parts(row: SignIn, seen: Versions, last_seen_at: datetime) -> tuple[Part, ...]:
    return (
        row.id, row.clinic_id, row.person_id, row.id_hash, row.level, row.epoch, row.created_at, row.expires_at,
        last_seen_at, *seen,
    )  # fmt: skip


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
