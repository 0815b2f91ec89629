"""What re-applying an act needs to know: the act, all others that were lost, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from journal.extensions import db
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.ledger.lines import RECONCILED, Entry

_Row = TypeVar("_Row")
# a sentence for a person who has to decide or be asked; empty where it is done, or nothing was left to do
Reapply = Callable[[Entry, "Lost"], str]


@dataclass(frozen=True)
class Lost:
    """Every act that the ledger knows and the database does not, and every line of the ledger, both in their order."""

    entries: Sequence[Entry]
    known: Sequence[Entry]

    @cached_property
    def _places(self) -> dict[bytes, int]:
        return {entry.row_mac: place for place, entry in enumerate(self.known)}

    def before(self, entry: Entry, number: int = 1) -> str:
        """Which act stood so many rows before this one, if the ledger was told of it. After a restore the numbers of
        rows begin again lower, so what stands behind one is not looked at."""
        wanted = entry.sequence - number
        for line in reversed(self.known[: self._places[entry.row_mac]]):
            if line.clinic_id != entry.clinic_id:
                continue
            if line.act == RECONCILED or not wanted <= line.sequence < entry.sequence:
                break
            if line.sequence == wanted:
                return line.act
        return ""

    def has(self, act: Act, record_id: UUID) -> bool:
        """Whether such an act about this record was lost."""
        return any((entry.act, entry.record_id) == (act, record_id) for entry in self.entries)


def found(table: type[_Row], entry: Entry) -> _Row | None:
    """The row that an entry is about, in its clinic, held and read anew."""
    row: Any = db.session.get(table, entry.record_id, with_for_update=True, populate_existing=True)
    return row if row is not None and row.clinic_id == entry.clinic_id else None


def put_out_of_force(entry: Entry) -> None:
    """Tells the audit of the state that was lost: the row that a restore brought back is then known as an old one, and
    opens or counts nowhere."""
    newest = audit.newest_stamp(entry.clinic_id, entry.record_id)
    if newest is None or (newest.version, newest.digest) == (entry.version, entry.digest):
        return
    lost = audit.Stamp(entry.clinic_id, entry.record_id, entry.version, entry.digest, entry.patient_id)
    audit.record(Act.LEDGER_APPLIED, None, lost)
