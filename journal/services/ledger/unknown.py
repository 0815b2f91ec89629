"""What the ledger knows and the audits of this database do not tell of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.services.audit import audit_queries
from journal.services.audit.audit_queries import COLUMNS, HEADS
from journal.services.ledger import ledger
from journal.services.ledger.lines import MARKS, RECONCILED, Entry, read_end

_AT_ONCE = 500


def entries(known: Sequence[Entry]) -> Iterator[Entry]:
    """What the database's audits do not tell of, and what was not done again before the backup was made."""
    there = {mac for start in range(0, len(known), _AT_ONCE)
             for mac in _known_of(known[start : start + _AT_ONCE])}  # fmt: skip
    done = {entry.clinic_id: number for number, entry in enumerate(known)
            if entry.act == RECONCILED and entry.row_mac in there}  # fmt: skip
    for number, entry in enumerate(known):
        if entry.act not in MARKS and entry.row_mac not in there and number > done.get(entry.clinic_id, -1):
            yield entry


def _known_of(some: Iterable[Entry]) -> Iterable[bytes]:
    places = ((entry.clinic_id, entry.sequence) for entry in some)
    return db.session.scalars(select(COLUMNS.mac).where(audit_queries.at(places)))


@dataclass(frozen=True, slots=True)
class Late:
    """How many lines there are, how many of them the heads count, and the clinics that have a head."""

    lines: int
    counted: int
    clinics: frozenset[UUID]


NONE = Late(0, 0, frozenset())


def late_lines() -> Late:
    """What tells whether the heads are as new as the lines. Raises what `ledger.UNREACHABLE` names."""
    heads = ledger.whole_heads()
    counted = max((head.lines for head in heads.values()), default=0)
    begun = frozenset(head.clinic_id for head in heads.values() if head.sequence)
    newest = ledger.store().last_lines()
    return Late(read_end(newest[-1] if newest else None).number, counted, begun)


def past_the_heads(late: Late) -> dict[UUID, int]:
    """Clinics with a line about a row that this database does not have, where the heads tell of no line so late: a
    power cut, or somebody, put them back. Gives the last such row. Raises what `ledger.UNREACHABLE` names."""
    headless = _in_database() - late.clinics if late.lines else set()
    if late.lines <= late.counted and not headless:
        return {}
    every = list(islice(ledger.entries(), late.lines))
    uncounted = {entry.row_mac for entry in every[late.counted :]}
    return {entry.clinic_id: entry.sequence for entry in entries(every)
            if entry.clinic_id in headless or entry.row_mac in uncounted}  # fmt: skip


def _in_database() -> set[Any]:
    return set(db.session.scalars(select(HEADS.c.clinic_id)))
