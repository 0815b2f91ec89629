"""The audit: who did what to which record, chained under a key that is not in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.canonical import Part, canonical
from journal.crypto.server import ServerSecret
from journal.extensions import db, server_secret
from journal.models import AuditHead, AuditRow
from journal.services.audit import audit_queries as queries
from journal.services.audit import checkpoints
from journal.services.audit.acts import Act
from journal.services.ledger.lines import Appended

_PENDING, _WRITTEN = "audit", "audit written"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A record as an audit row remembers it: its version and a digest of what is stored."""

    clinic_id: UUID
    record_id: UUID
    version: int
    digest: bytes
    patient_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Event:
    act: Act
    actor_id: UUID | None
    stamp: Stamp
    at: datetime


_Attested = tuple[ServerSecret, Stamp, int, bytes]
_MOST_SEEN = 4096
# Rows whose MAC was found to hold for such a stamp: lists ask for the same ones over and over, and rows never change.
_seen: set[_Attested] = set()


def stamp(clinic_id: UUID, record_id: UUID, version: int, *stored: Part, patient_id: UUID | None = None) -> Stamp:
    """The stamp of a record from what is stored of it."""
    return Stamp(clinic_id, record_id, version, hashlib.sha256(canonical(*stored)).digest(), patient_id)


def record(act: Act, actor_id: UUID | None, stamped: Stamp) -> None:
    """Notes an act of this transaction; the row is written just before the commit."""
    db.session().info.setdefault(_PENDING, []).append(_Event(act, actor_id, stamped, clock.now()))


def record_about(act: Act, actor_id: UUID | None, stamped: Stamp) -> None:
    """Notes an act that left a record as it was, or as somebody else had put it there: the row repeats the newest stamp
    that is known, so that it makes nothing good that is not."""
    record(act, actor_id, newest_stamp(stamped.clinic_id, stamped.record_id) or replace(stamped, digest=b""))


def _noted() -> dict[UUID, Stamp]:
    """The newest stamps of this transaction, which are not written yet."""
    events: list[_Event] = db.session().info.get(_PENDING, [])
    return {event.stamp.record_id: event.stamp for event in events}


def drop_pending() -> None:
    """Forgets the acts of a transaction that is over."""
    db.session().info.update({_PENDING: [], _WRITTEN: []})


def write_pending() -> list[Appended]:
    """Appends the acts of this transaction to their chains, heads locked until the commit. Raises `ChainBroken`."""
    events: list[_Event] = db.session().info.pop(_PENDING, [])
    appended: list[Appended] = db.session().info.setdefault(_WRITTEN, [])  # also what was written earlier in it
    clinics = dict.fromkeys(event.stamp.clinic_id for event in events)
    appended += [_append(each, [event for event in events if event.stamp.clinic_id == each]) for each in clinics]
    return appended


def _append(clinic_id: UUID, events: list[_Event]) -> Appended:
    head = db.session.execute(queries.HEAD, {"clinic": clinic_id}).one_or_none()
    sequence, mac = follows = tuple(head) if head else (0, b"")
    rows: list[dict[str, Any]] = []
    for event in events:
        sequence += 1
        parts = _parts(sequence, mac, event)
        mac = server_secret().mac("audit", *parts.values())
        rows.append({**parts, "mac": mac})
    queries.append(rows)
    for row in rows:
        if row["sequence"] % checkpoints.EVERY == 0:
            checkpoints.keep(checkpoints.make(clinic_id, row["sequence"], row["mac"], row["at"]))
    moved = {"clinic": clinic_id, "sequence": sequence, "mac": mac, "head_mac": _head_mac(clinic_id, sequence, mac)}
    db.session.execute(queries.MOVE_HEAD if head else queries.BEGIN_HEAD, moved)
    return Appended(clinic_id, follows, rows)


def _head_mac(clinic_id: UUID, sequence: int, mac: bytes) -> bytes:
    return server_secret().mac("audit-head", clinic_id, sequence, mac)


def head_holds(head: AuditHead) -> bool:
    """Whether the end of a chain is one that this server wrote."""
    return server_secret().mac_holds(head.head_mac, "audit-head", head.clinic_id, head.sequence, head.mac)


def _parts(sequence: int, previous_mac: bytes, event: _Event) -> dict[str, Part]:
    stamped = event.stamp
    return {
        "clinic_id": stamped.clinic_id,
        "sequence": sequence,
        "at": event.at,
        "actor_id": event.actor_id,
        "act": str(event.act),
        "record_id": stamped.record_id,
        "record_version": stamped.version,
        "patient_id": stamped.patient_id,
        "digest": stamped.digest,
        "previous_mac": previous_mac,
    }


def row_holds(row: Any) -> bool:
    """Whether a row is as it was written."""
    return server_secret().may_stand_on(row.mac, row.clinic_id, row.sequence) and server_secret().mac_holds(
        row.mac, "audit", row.clinic_id, row.sequence, row.at, row.actor_id, row.act, row.record_id,
        row.record_version, row.patient_id, row.digest, row.previous_mac,
    )  # fmt: skip


def stale(clinic_id: UUID, stamps: Iterable[Stamp]) -> set[UUID]:
    """The ids of those records that are not what their newest audit row says; one it does not know is stale too."""
    noted, asked = _noted(), {stamped.record_id: stamped for stamped in stamps}
    changed = {each for each in asked.keys() & noted.keys() if not _is_same(noted[each], asked[each])}
    wanted = {each: stamped for each, stamped in asked.items() if each not in noted} if noted else asked
    if not wanted:
        return changed
    found = db.session.execute(queries.NEWEST_MACS, {"clinic": clinic_id, "records": list(wanted)})
    server = server_secret()
    told = {record_id: (server, wanted[record_id], sequence, mac) for record_id, sequence, mac in found}
    whole = {record_id for record_id, each in told.items() if each in _seen}
    unseen = [record_id for record_id in told if record_id not in whole]
    rows = db.session.execute(queries.NEWEST, {"clinic": clinic_id, "records": unseen}).all() if unseen else ()
    found_whole = {row.record_id for row in rows if says(row, wanted[row.record_id])}
    _remember(told[record_id] for record_id in found_whole)
    return changed | (set(wanted) - whole - found_whole)


def _is_same(one: Stamp, other: Stamp) -> bool:
    return (one.version, one.digest) == (other.version, other.digest) and _of_same(one.patient_id, other.patient_id)


def _of_same(one: UUID | None, other: UUID | None) -> bool:
    """Whether two patients are the same where both are named: not every digest holds whose record it is."""
    return None in (one, other) or one == other


def _remember(attested: Iterable[_Attested]) -> None:
    if len(_seen) > _MOST_SEEN:
        _seen.clear()
    _seen.update(attested)


def says(row: Any, stamped: Stamp) -> bool:
    """Whether a row holds, and is about the record as it is stamped."""
    is_this = (row.record_version, row.digest) == (stamped.version, stamped.digest)
    return is_this and _of_same(row.patient_id, stamped.patient_id) and row_holds(row)


def newest_stamp(clinic_id: UUID, record_id: UUID) -> Stamp | None:
    """A record as its newest audit row remembers it; one that no record is like where that row was changed."""
    if (noted := _noted().get(record_id)) is not None:
        return noted
    row = db.session.execute(queries.NEWEST, {"clinic": clinic_id, "records": [record_id]}).one_or_none()
    digest = row.digest if row is not None and row_holds(row) else b""
    return Stamp(clinic_id, record_id, row.record_version, digest, row.patient_id) if row is not None else None


def knows(clinic_id: UUID, record_id: UUID) -> bool:
    """Whether any row tells of this record."""
    told = select(AuditRow.sequence).where(AuditRow.clinic_id == clinic_id, AuditRow.record_id == record_id)
    return db.session.scalars(told.limit(1)).first() is not None


def newest_acts(clinic_id: UUID, record_id: UUID, acts: Sequence[Act]) -> Sequence[Any]:
    """The newest row of each actor and act among these acts on a record, newest first; only rows whose MAC holds."""
    wanted = {"clinic": clinic_id, "record": record_id, "acts": list(acts)}
    newest: dict[tuple[UUID | None, str], Any] = {}
    for row in db.session.execute(queries.ACTS, wanted):
        newest.setdefault((row.actor_id, row.act), row)
    return [row for row in newest.values() if row_holds(row)]
