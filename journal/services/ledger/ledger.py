"""Reading and writing the ledger of this installation, wherever it is kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from journal.extensions import settings
from journal.services.ledger.file_store import FileStore
from journal.services.ledger.lines import (
    FILLED,
    RECONCILED,
    RETIRED,
    Entry,
    Head,
    LedgerBroken,
    read_head,
    read_lines,
    whole_end,
    write_head,
    write_lines,
)
from journal.services.ledger.url_store import UrlStore

UNREACHABLE = (OSError, SQLAlchemyError, LedgerBroken)


class Store(Protocol):
    """A place for lines that are only appended, and for one head of each clinic."""

    @property
    def where(self) -> str:
        """The place, for whoever runs the server."""

    def writing(self) -> AbstractContextManager[Store]:
        """Holds the place against all others."""

    def heads(self) -> list[str]:
        """Every head."""

    def head(self, clinic_id: UUID) -> str | None:
        """The head of one clinic."""

    def put_head(self, clinic_id: UUID, text: str) -> None:
        """Writes one over."""

    def last_lines(self) -> Sequence[str]:
        """The last line, after the one before it where there is one."""

    def append(self, texts: Iterable[str]) -> None:
        """Puts lines at the end, on the disk."""

    def lines(self) -> Iterator[str]:
        """Every line, from the first."""


def store() -> Store:
    """Where this installation keeps its ledger: in another database where one is named, else beside the secret."""
    if settings().ledger_url:
        return _by_url(settings().ledger_url, os.getpid())
    return FileStore(settings().secret_file)


@lru_cache(8)
def _by_url(url: str, _process: int) -> UrlStore:
    return UrlStore(url)  # a process that was forked has connections of its own


def heads() -> dict[UUID, Head]:
    """Where each clinic's audit ended when the ledger was last written. Raises what `UNREACHABLE` names."""
    return {head.clinic_id: head for head in map(read_head, store().heads())}


def whole_heads() -> dict[UUID, Head]:
    """The same without those that are not as they were written: one that is broken hides nothing of the others."""
    found: dict[UUID, Head] = {}
    for text in store().heads():
        with suppress(LedgerBroken):
            known = read_head(text)
            found[known.clinic_id] = known
    return found


def head(clinic_id: UUID, place: Store | None = None) -> Head:
    """The same for one clinic; of one that the ledger does not know yet, its beginning."""
    found = (place or store()).head(clinic_id)
    return read_head(found) if found else Head(clinic_id, 0, b"")


def entries() -> Iterator[Entry]:
    """All that must never come back, in its order. Raises what `UNREACHABLE` names."""
    return read_lines(store().lines())


def write(place: Store, at: Head, entries: Sequence[Entry]) -> None:
    """Puts entries at the end of a ledger that is held, and then where their clinic's audit ends. Raises `LedgerBroken`
    where lines are gone or the last one was changed: written on, less would tell of that."""
    end = whole_end(place.last_lines())
    if end.number < head(at.clinic_id, place).lines:
        raise LedgerBroken
    if entries:
        ends, texts = zip(*write_lines(end, entries), strict=True)
        place.append(texts)
        end = ends[-1]
    place.put_head(at.clinic_id, write_head(replace(at, lines=end.number)))


def close_earlier() -> int:
    """Writes a line under the newest secret, and every head anew; gives the number of the last line before it. Raises
    what `UNREACHABLE` names."""
    with store().writing() as place:
        last = whole_end(place.last_lines()).number
        for known in map(read_head, place.heads()):
            write(place, known, [Entry(known.clinic_id, known.sequence, known.mac, RETIRED, known.clinic_id)])
    return last


def copy(secret_file: Path) -> int:
    """Copies the whole ledger beside a secret file, and gives the number of its lines. Raises `FileExistsError` where
    one is there, and what `UNREACHABLE` names."""
    target = FileStore(secret_file)
    if target.exists():
        raise FileExistsError(target.where)
    with store().writing() as held, target.writing() as copied:
        lines, known = list(held.lines()), held.heads()
        if lines:
            copied.append(lines)
        for text in known:
            copied.put_head(read_head(text).clinic_id, text)
    return len(lines)


def faults() -> Iterator[str]:
    """What is wrong with the ledger itself; nothing where it is whole, or not begun."""
    try:
        number = sum(1 for _ in entries())
        known = max((head.lines for head in heads().values()), default=0)
    except LedgerBroken:
        yield f"the ledger ({store().where}) holds something that this installation did not write"
        return
    except UNREACHABLE:
        yield f"the ledger ({store().where}) cannot be read"
        return
    if number < known:
        yield f"the ledger ({store().where}) has {number} lines, and had {known}"


def is_cut() -> bool:
    """Whether lines at the end are gone, as seen from the last ones alone. Raises what `UNREACHABLE` names."""
    known = max((head.lines for head in heads().values()), default=0)
    return whole_end(store().last_lines()).number < known


def begun_late() -> dict[UUID, int]:
    """Clinics whose ledger was begun out of the database, and at which row, where nobody has reconciled since. Raises
    what `UNREACHABLE` names."""
    found: dict[UUID, int] = {}
    for entry in entries():
        if entry.act == FILLED:
            found[entry.clinic_id] = entry.sequence
        elif entry.act == RECONCILED:
            found.pop(entry.clinic_id, None)
    return found


def open_to_others() -> list[Path]:
    """The files of a ledger beside the secret that other users of the machine may read or write."""
    return [] if settings().ledger_url else FileStore(settings().secret_file).open_to_others()
