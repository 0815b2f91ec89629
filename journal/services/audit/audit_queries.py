"""The queries of the audit, built once: what they select costs more to build than to run. And what adds to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, bindparam, false, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from journal.extensions import db
from journal.models import AuditHead, AuditRow

ROWS, HEADS = cast(Table, AuditRow.__table__), cast(Table, AuditHead.__table__)
COLUMNS = ROWS.c
OF_HEAD = HEADS.c.clinic_id == bindparam("clinic")
HEAD = select(HEADS.c.sequence, HEADS.c.mac).where(OF_HEAD).with_for_update()
BEGIN_HEAD, MOVE_HEAD = insert(HEADS).values(clinic_id=bindparam("clinic")), update(HEADS).where(OF_HEAD)
ACTS = (
    select(*COLUMNS)
    .where(COLUMNS.clinic_id == bindparam("clinic"), COLUMNS.record_id == bindparam("record"))
    .where(COLUMNS.act.in_(bindparam("acts", expanding=True)))
    .order_by(COLUMNS.sequence.desc())
)
NEWEST = select(*COLUMNS).where(
    COLUMNS.clinic_id == bindparam("clinic"),
    COLUMNS.sequence.in_(
        select(func.max(COLUMNS.sequence))
        .where(COLUMNS.clinic_id == bindparam("clinic"), COLUMNS.record_id.in_(bindparam("records", expanding=True)))
        .group_by(COLUMNS.record_id)
    ),
)

NEWEST_MACS = NEWEST.with_only_columns(COLUMNS.record_id, COLUMNS.sequence, COLUMNS.mac)


class ChainBroken(Exception):
    """The head of the chain was changed in the database: nothing is written over what stands there."""


def at(places: Iterable[tuple[UUID, int]]) -> ColumnElement[bool]:
    """The rows of these clinics and sequences, each looked up by itself: SQLite walks through the whole audit for
    `(clinic_id, sequence) IN (VALUES ...)`. Of some hundreds at a time."""
    return or_(false(), *(and_(COLUMNS.clinic_id == clinic, COLUMNS.sequence == number) for clinic, number in places))


def append(rows: list[dict[str, Any]]) -> None:
    """Adds rows to the chain. Raises `ChainBroken`."""
    try:
        db.session.execute(insert(ROWS), rows)
    except IntegrityError as error:
        raise ChainBroken from error
