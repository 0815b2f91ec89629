"""Verifying a clinic's chain: every row, its end, and the checkpoints inside and outside the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, Table, select
from sqlalchemy.orm import Session

from journal import clock
from journal.extensions import db
from journal.models import AuditHead, AuditRow
from journal.services.audit import audit, checkpoints
from journal.services.audit.audit_queries import HEADS
from journal.services.audit.checkpoints import EVERY, Checkpoint
from journal.services.work import one_moment, unit_of_work

_COLUMNS = cast(Table, AuditRow.__table__).c
_AT_ONCE = 1000  # rows in memory


class ChainBroken(Exception):
    """The end of the chain is missing or was changed, so nothing may rely on it."""


def faults(clinic_id: UUID, newest: int | None = None) -> Iterator[str]:
    """What is wrong with the chain, or with its newest rows alone; a sentence each, nothing when all is whole.

    What was cut off together with the head and the checkpoints is found only by a line kept elsewhere. All is looked
    at as it is at one moment: acts go on meanwhile."""
    with one_moment(_AT_ONCE) as seen:
        yield from _faults(seen, clinic_id, newest)


def _faults(seen: Connection, clinic_id: UUID, newest: int | None) -> Iterator[str]:
    head = seen.execute(select(HEADS).where(HEADS.c.clinic_id == clinic_id)).one_or_none()
    begin = max(0, head.sequence - newest) if head and newest else 0
    points = checkpoints.stored(seen, clinic_id, begin)
    last, mac = begin, _mac_at(seen, clinic_id, begin)
    for row in _rows(seen, clinic_id, begin):
        yield from _faults_of_row(row, last, mac)
        yield from _faults_of_point(row, points)
        last, mac = row.sequence, row.mac
    yield from _faults_of_end(head, last, mac)
    beyond = [sequence for sequence in points if sequence > last]
    if beyond:
        yield f"the chain ends at row {last}, and a checkpoint was made at row {max(beyond)}"


def _rows(seen: Connection, clinic_id: UUID, begin: int) -> Iterable[Any]:
    wanted = select(*_COLUMNS).where(_COLUMNS.clinic_id == clinic_id, _COLUMNS.sequence > begin)
    if begin == 0:
        wanted = select(*_COLUMNS).where(_COLUMNS.clinic_id == clinic_id)  # a row put in before the first one too
    return seen.execute(wanted.order_by(_COLUMNS.sequence))


def _mac_at(seen: Connection | Session, clinic_id: UUID, sequence: int) -> bytes:
    wanted = select(_COLUMNS.mac).where(_COLUMNS.clinic_id == clinic_id, _COLUMNS.sequence == sequence)
    return (seen.scalar(wanted) if sequence else None) or b""


def _faults_of_row(row: Any, last: int, mac: bytes) -> Iterator[str]:
    if row.sequence != last + 1:
        yield f"rows {last + 1} to {row.sequence - 1} are missing"
    elif row.previous_mac != mac:
        yield f"row {row.sequence} does not follow the row before it"
    if not audit.row_holds(row):
        yield f"row {row.sequence} was changed"


def _faults_of_point(row: Any, points: dict[int, Checkpoint]) -> Iterator[str]:
    point = points.get(row.sequence)
    if point is None:
        # Chains from before there were checkpoints begin without them; after the first one none may be missing.
        if row.sequence % EVERY == 0 and points and row.sequence > min(points):
            yield f"the checkpoint at row {row.sequence} is missing"
    elif not point.holds():
        yield f"the checkpoint at row {row.sequence} was changed"
    elif point.row_mac != row.mac:
        yield f"row {row.sequence} is not the one its checkpoint was made of"


def _faults_of_end(head: Any, last: int, mac: bytes) -> Iterator[str]:
    if head is None or not audit.head_holds(head):
        yield "the end of the chain is missing or was changed"
    elif (head.sequence, head.mac) != (last, mac):
        yield f"the chain ends at row {last}, and its head says {head.sequence}"


def faults_since(point: Checkpoint) -> Iterator[str]:
    """What contradicts a checkpoint that was kept outside the database."""
    row_mac = _mac_at(db.session(), point.clinic_id, point.sequence)
    if not row_mac:
        yield f"row {point.sequence}, which the checkpoint you gave was made of, is not there"
    elif row_mac != point.row_mac:
        yield f"row {point.sequence} is not the one the checkpoint you gave was made of"


def checkpoint(clinic_id: UUID) -> Checkpoint:
    """Makes and stores a checkpoint of the chain's end. Raises `ChainBroken`."""
    with unit_of_work():
        head = db.session.get(AuditHead, clinic_id, with_for_update=True, populate_existing=True)
        if head is None or not audit.head_holds(head) or _mac_at(db.session(), clinic_id, head.sequence) != head.mac:
            raise ChainBroken
        known = checkpoints.stored(db.session(), clinic_id, head.sequence - 1).get(head.sequence)
        point = known or checkpoints.make(clinic_id, head.sequence, head.mac, clock.now())
        if known is None:
            checkpoints.keep(point)
    return point
