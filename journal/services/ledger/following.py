"""Following the database: after each commit the ledger is told where the audit ends, and what must never come back.

A row is the next one only after its transaction was committed, so whatever lies between two heads is committed too: who
writes next, or starts next, catches up what somebody before them did not get to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from journal.extensions import db
from journal.services.audit import audit
from journal.services.audit.audit_queries import COLUMNS, HEADS
from journal.services.ledger import ledger
from journal.services.ledger.enduring import ENDURING
from journal.services.ledger.ledger import UNREACHABLE, Store
from journal.services.ledger.lines import FILLED, Appended, Entry, Head

_AT_ONCE = 1000


class NotInLedger(Exception):
    """It is done, and in the database; the ledger could not be written, so a restore would not know of it yet."""


class DatabaseBehind(Exception):
    """The database is not the one that the ledger knows, or an older state of it: nothing may be written to it."""


def require_agreement(appended: Iterable[Appended]) -> None:
    """Before a commit, while the ends of these audits are held: nobody can have written to the ledger what is not
    there. Raises `DatabaseBehind`. A ledger that cannot be read keeps nobody from saving their words."""
    for each in appended:
        try:
            known = ledger.head(each.clinic_id)
        except UNREACHABLE:
            continue
        sequence, mac = each.follows
        if known.sequence > sequence or (known.sequence == sequence and known.mac != mac):
            raise DatabaseBehind


def follow(appended: Iterable[Appended]) -> None:
    """After a commit. Raises `NotInLedger` where something that must never come back could not be written."""
    missing = False
    for each in appended:
        try:
            _follow(each)
        except (*UNREACHABLE, DatabaseBehind):
            missing = missing or any(row["act"] in ENDURING for row in each.rows)
    if missing:
        raise NotInLedger


def _follow(appended: Appended) -> None:
    last = appended.rows[-1]
    with ledger.store().writing() as place:
        known = ledger.head(appended.clinic_id, place)
        if known.sequence >= last["sequence"]:
            return  # somebody else has caught this up
        if (known.sequence, known.mac) == appended.follows:
            at = Head(appended.clinic_id, last["sequence"], last["mac"])
            ledger.write(place, at, [_entry(row) for row in appended.rows if row["act"] in ENDURING])
        else:
            _catch_up(place, known)


def behind() -> int:
    """How many rows of the audits the ledger was not told of; of one that cannot be read, none."""
    try:
        known = ledger.heads()
    except UNREACHABLE:
        return 0
    ends = db.session.execute(select(HEADS.c.clinic_id, HEADS.c.sequence)).all()
    return sum(max(0, end - (known[each].sequence if each in known else 0)) for each, end in ends)


def catch_up() -> int:
    """Brings the ledger to where each clinic's audit ends, and gives by how many rows. Raises `DatabaseBehind`, and
    what `UNREACHABLE` names."""
    number = 0
    with db.engine.connect() as connection:
        ends = connection.execute(select(HEADS.c.clinic_id, HEADS.c.sequence).order_by(HEADS.c.clinic_id)).all()
    for clinic_id, sequence in ends:
        if ledger.head(clinic_id).sequence < sequence:
            with ledger.store().writing() as place:
                number += _catch_up(place, ledger.head(clinic_id, place))
    return number


def _catch_up(place: Store, known: Head) -> int:
    number = 0
    for rows in _rows_after(known):
        last = rows[-1]
        entries = [_entry(dict(zip(COLUMNS.keys(), row, strict=True))) for row in rows if row.act in ENDURING]
        if not known.sequence and not number:
            entries.insert(0, Entry(known.clinic_id, last.sequence, last.mac, FILLED, known.clinic_id))
        number += len(rows)
        ledger.write(place, Head(known.clinic_id, last.sequence, last.mac), entries)
    return number


def _rows_after(known: Head) -> Iterator[Sequence[Any]]:
    """The rows behind a head, as one chain. Raises `DatabaseBehind` at one that does not follow."""
    mac, sequence = known.mac, known.sequence
    mine = (COLUMNS.clinic_id == known.clinic_id) & (COLUMNS.sequence > sequence)
    wanted = select(*COLUMNS).where(mine).order_by(COLUMNS.sequence)
    with db.engine.connect() as connection:  # not the session's: what it has loaded stays as it is
        for rows in connection.execute(wanted).partitions(_AT_ONCE):
            for row in rows:
                if row.sequence != sequence + 1 or row.previous_mac != mac or not audit.row_holds(row):
                    raise DatabaseBehind
                sequence, mac = row.sequence, row.mac
            yield rows


def _entry(row: Any) -> Entry:
    return Entry(
        row["clinic_id"], row["sequence"], row["mac"], row["act"], row["record_id"], row["record_version"],
        row["digest"], row["patient_id"],
    )  # fmt: skip
