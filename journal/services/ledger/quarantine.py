"""Quarantine: what the ledger knows and the database does not. Until they are reconciled nobody signs in or reads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from journal.config import Settings
from journal.extensions import DATABASE_DOWN, db, settings
from journal.models import Installation
from journal.services.audit import audit_queries
from journal.services.audit.audit_queries import COLUMNS, HEADS
from journal.services.ledger import following, ledger, unknown
from journal.services.ledger.following import DatabaseBehind
from journal.services.ledger.ledger import UNREACHABLE
from journal.services.ledger.lines import Head, LedgerBroken

CHANGED = "the ledger is not as this installation wrote it: what ends is not noted there; doctor says more"
BEGUN = "there was no ledger, and it was begun from the database; if there was one before, see doctor"
_EVERY_SECONDS = 10  # that a process which found all well looks again; each write is compared by itself
_AT_ONCE = 500
_well_until: dict[Settings, float] = {}


class InQuarantine(Exception):
    """Nothing is read or signed in to: the database is older than the ledger, or was just restored."""


def require_clear() -> None:
    """Raises `InQuarantine`. Where the database does not answer, whoever asks it next finds out."""
    if _well_until.get(settings(), 0) > time.monotonic():
        return
    try:
        found = next(doubts(), None)
    except DATABASE_DOWN:
        db.session.rollback()
        return
    if found is not None:
        raise InQuarantine
    _well_until[settings()] = time.monotonic() + _EVERY_SECONDS


def is_clear() -> bool:
    """Whether database and ledger agree, as far as can be seen."""
    try:
        require_clear()
    except InQuarantine:
        return False
    return True


def look_again() -> None:
    """Lets this process compare database and ledger at the next request."""
    _well_until.pop(settings(), None)


def doubts() -> Iterator[str]:
    """Why the service is in quarantine, a sentence each; nothing where database and ledger agree. A ledger that cannot
    be read tells nothing: the doctor says so."""
    known, late = _told()  # before the database is asked: what somebody writes meanwhile is then in what it answers
    if db.session.scalar(select(Installation.restored_at)) is not None:
        yield "the database was filled from a backup, and not reconciled with the ledger since"
    begun = [head for head in known.values() if head.sequence]  # of a clinic that a restore took away none is left
    ordered = sorted(begun, key=lambda head: head.clinic_id)
    for start in range(0, len(ordered), _AT_ONCE):
        yield from _compared(ordered[start : start + _AT_ONCE])
    yield from _past(late)


def _told() -> tuple[dict[UUID, Head], unknown.Late]:
    """What heads and lines tell; one that is broken does not take from what the others do."""
    known: dict[UUID, Head] = {}
    late = unknown.NONE
    with suppress(*UNREACHABLE):
        known = ledger.whole_heads()
        late = unknown.late_lines()
    return known, late


def _past(late: unknown.Late) -> Iterator[str]:
    with suppress(*UNREACHABLE):
        for clinic_id, sequence in unknown.past_the_heads(late).items():
            yield f"row {sequence} of clinic {clinic_id} is not in the database, and the ledger has a line about it"


def _compared(heads: list[Head]) -> Iterator[str]:
    ends = dict(_rows(select(HEADS.c.clinic_id, HEADS.c.sequence).where(HEADS.c.clinic_id.in_(_ids(heads)))))
    places = audit_queries.at((head.clinic_id, head.sequence) for head in heads)
    macs = dict(_rows(select(COLUMNS.clinic_id, COLUMNS.mac).where(places)))
    for head in heads:
        end = ends.get(head.clinic_id)
        if end is None:
            yield f"clinic {head.clinic_id} is not in the database, and the ledger knows its row {head.sequence}"
        elif end < head.sequence:
            yield f"clinic {head.clinic_id} ends at row {end}, and the ledger knows its row {head.sequence}"
        elif macs.get(head.clinic_id) != head.mac:
            yield f"row {head.sequence} of clinic {head.clinic_id} is not the one that the ledger knows"


def _ids(heads: list[Head]) -> list[Any]:
    return [head.clinic_id for head in heads]


def _rows(query: Any) -> Iterator[tuple[Any, Any]]:
    return ((row[0], row[1]) for row in db.session.execute(query))


def begin() -> str | None:
    """At the start: catches the ledger up where the database is ahead. Gives what is to be said of it, if anything."""
    try:
        if next(doubts(), None) is not None:
            return "database and ledger do not agree: nobody signs in until restore reconcile was run"
        return _caught_up()
    except SQLAlchemyError:  # tables that are not made yet
        return None
    finally:
        db.session.remove()


def _caught_up() -> str | None:
    try:
        was_empty = not ledger.heads()
        if ledger.is_cut():
            return CHANGED
        number = following.catch_up()
    except DatabaseBehind:
        return "the audit is broken behind what the ledger knows; verify says where"
    except LedgerBroken:
        return CHANGED
    except (OSError, SQLAlchemyError):
        return "the ledger cannot be read or written: what ends is not noted there; doctor says more"
    return BEGUN if was_empty and number else None
