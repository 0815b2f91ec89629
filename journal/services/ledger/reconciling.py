"""Reconciling a restored database with the ledger: what was ended, used up or deleted since is so again.

It can be stopped at any moment and begun again: the service stays in quarantine until the ledger has noted that this
database counts, and whatever was done by then is found done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from journal import clock
from journal.extensions import db
from journal.models import Installation, SignIn, Slot
from journal.services.audit import audit, chain, refused
from journal.services.audit.acts import Act
from journal.services.audit.audit_queries import COLUMNS, HEADS
from journal.services.clinics import clinics
from journal.services.ledger import (
    ledger,
    quarantine,
    reapply_people,
    reapply_reading,
    reapply_records,
    reapply_ways_in,
    unknown,
)
from journal.services.ledger.enduring import ENDURING
from journal.services.ledger.lines import RECONCILED, Entry, Head
from journal.services.ledger.reapply import Lost
from journal.services.sign_in.idle import EndedBy
from journal.services.sign_in.slots import PASSWORD
from journal.services.work import in_parts, reconciling, unit_of_work

HANDS = {**reapply_reading.HANDS, **reapply_records.HANDS, **reapply_people.HANDS, **reapply_ways_in.HANDS}
_AT_ONCE = 500
_LEFT_ALONE = SignIn.ended_by == EndedBy.IDLE  # it could be taken up, though it was ended for good since


class CannotReconcile(Exception):
    """The database or the ledger is not one to build on. The message says what is broken."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many acts were found lost and done again, by act, and what a person has to see to."""

    acts: Counter[str]
    for_a_person: tuple[str, ...]


def reconcile(total: Callable[[int], None], progress: Callable[[int], None]) -> Reconciled:
    """Does again what the ledger knows and this database does not. Raises `CannotReconcile`, and what
    `ledger.UNREACHABLE` names where the ledger cannot be read."""
    known = set(clinics.ids())
    broken = [f"clinic {each}: {fault}" for each in sorted(known) for fault in chain.faults(each)]
    broken += [] if broken else _of_the_ledger()
    if broken:
        raise CannotReconcile("; ".join(broken))
    entries = list(ledger.entries())
    lost = Lost([entry for entry in unknown.entries(entries) if entry.clinic_id in known], entries)
    newest = _newest(lost.entries)
    total(len(newest))
    gone = sorted(({entry.clinic_id for entry in entries} | ledger.heads().keys()) - known)
    with reconciling():
        said = [sentence for entry in newest if (sentence := _again(entry, lost, progress))]
        _end(known)
    _note(known, {entry.row_mac for entry in entries})
    quarantine.look_again()
    told = [f"clinic {each} is not in this database" for each in gone]
    return Reconciled(Counter(entry.act for entry in lost.entries), tuple(dict.fromkeys([*told, *said])))


def _of_the_ledger() -> Iterator[str]:
    """What is wrong with the ledger; one that cannot be reached is told of by who reads it next."""
    with suppress(OSError, SQLAlchemyError):
        ledger.heads()
        yield from ledger.faults()


def _newest(entries: Sequence[Entry]) -> list[Entry]:
    """The newest act of each kind on each record, in their order, those on passwords last: whether another way in is
    left decides what becomes of an old password."""
    newest = {(HANDS[entry.act], entry.record_id): entry for entry in entries}
    passwords = set(db.session.scalars(select(Slot.id).where(Slot.kind == PASSWORD)))
    return sorted(newest.values(), key=lambda entry: entry.record_id in passwords)


def _again(entry: Entry, lost: Lost, progress: Callable[[int], None]) -> str:
    with unit_of_work():
        said = HANDS[entry.act](entry, lost)
    db.session.remove()
    progress(1)
    return said


def _end(known: set[UUID]) -> None:
    """Ends every sign-in, and notes in each audit that this database counts from here on."""
    with unit_of_work():
        ended = update(SignIn).where(SignIn.ended_at.is_(None) | SignIn.key_sealed.is_not(None) | _LEFT_ALONE)
        db.session.execute(ended.values(key_sealed=None, ended_at=clock.now(), ended_by=EndedBy.LIST))
        for clinic_id in sorted(known):
            stamp = audit.stamp(clinic_id, refused.mirror(clinic_id), 0, Act.LEDGER_RECONCILED)
            audit.record(Act.LEDGER_RECONCILED, None, stamp)
        db.session.execute(update(Installation).values(restored_at=None))


def _note(known: set[UUID], told: set[bytes]) -> None:
    """Lets the ledger know this database: the enduring acts it was not told of, and where each audit ends."""
    with ledger.store().writing() as place:
        for clinic_id in sorted(known):
            ledger.write(place, _head(clinic_id), list(_untold(clinic_id, told)))
        for clinic_id in sorted(set(ledger.heads()) - known):
            ledger.write(place, Head(clinic_id, 0, b""), [])


def _head(clinic_id: UUID) -> Head:
    wanted = select(HEADS.c.sequence, HEADS.c.mac).where(HEADS.c.clinic_id == clinic_id)
    with db.engine.connect() as connection:
        sequence, mac = connection.execute(wanted).one()
    return Head(clinic_id, sequence, mac)


def _untold(clinic_id: UUID, told: set[bytes]) -> Iterator[Entry]:
    acts = [*ENDURING, Act.LEDGER_RECONCILED]
    wanted = select(*COLUMNS).where(COLUMNS.clinic_id == clinic_id, COLUMNS.act.in_(acts)).order_by(COLUMNS.sequence)
    with in_parts(wanted, at_once=_AT_ONCE) as rows:
        for row in rows:
            if row.mac not in told:
                act = RECONCILED if row.act == Act.LEDGER_RECONCILED else row.act
                yield Entry(row.clinic_id, row.sequence, row.mac, act, row.record_id, row.record_version, row.digest,
                            row.patient_id)  # fmt: skip
