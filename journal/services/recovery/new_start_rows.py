"""Rows of links to start again: their MAC, and how the audit remembers them."""

from __future__ import annotations

from uuid import UUID

from journal import clock
from journal.crypto.canonical import Part
from journal.extensions import server_secret
from journal.models import NewStart
from journal.services.audit import audit
from journal.services.audit.acts import Act


def is_open(row: NewStart) -> bool:
    """Whether the link still leads somewhere: whole, newest, and neither used, cancelled nor past its time."""
    if row.used_at or row.cancelled_at or row.expires_at <= clock.now():
        return False
    whole = server_secret().mac_holds(row.mac, "new-start", *parts(row))
    return whole and not audit.stale(row.clinic_id, [stamp(row)])


def close(row: NewStart, act: Act, actor_id: UUID | None) -> None:
    """Puts version and MAC on a link after a change, with its audit row; in the caller's unit of work."""
    row.version += 1
    row.mac = server_secret().mac("new-start", *parts(row))
    audit.record(act, actor_id, stamp(row))


def stamp(row: NewStart) -> audit.Stamp:
    """The link as the audit remembers it."""
    return audit.stamp(row.clinic_id, row.id, row.version, *parts(row), patient_id=row.person_id)


def parts(row: NewStart) -> tuple[Part, ...]:
    """What the MAC of a link to start again covers."""
    return (
        row.id, row.clinic_id, row.person_id, row.started_by, row.checked_by, row.token_hash, row.expires_at,
        row.used_at, row.cancelled_at, row.version,
    )  # fmt: skip
