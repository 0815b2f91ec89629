"""What the record of a session says, as its pages show it: opened, with who wrote it, and what stood there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from journal.models import SessionRecord
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.people import people
from journal.services.session_records import vitals
from journal.services.session_records.record_rows import EARLIER
from journal.services.session_records.session_log import moment_of


@dataclass(frozen=True, slots=True)
class RecordView:
    """One part, event or entry as it stands: what it says, who wrote it last and when; `value` is empty where it
    cannot be opened."""

    id: UUID
    part: str
    value: Mapping[str, Any]
    readable: bool
    author: str
    written_at: datetime
    changed_at: datetime | None
    version: int

    @property
    def earlier(self) -> tuple[Mapping[str, Any], ...]:
        """What it said before, oldest first, each with its `author` and `moment`."""
        return tuple(self.value.get(EARLIER, ()))

    @property
    def happened_at(self) -> datetime | None:
        """When an adverse event happened; none where this is no event, or cannot be opened."""
        return datetime.fromisoformat(self.value["at"]) if self.value.get("at") else None


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the log, with what it said before."""

    record: RecordView
    at: datetime
    measures: Mapping[str, int]
    observation: str
    outside: frozenset[str]
    meant: bool
    earlier: tuple[Mapping[str, Any], ...]

    @property
    def cells(self) -> tuple[tuple[str, str, bool], ...]:
        """What was measured as a row of the log: heading, number, and whether it lies outside the limits."""
        return tuple(
            (heading, "/".join(str(self.measures[name]) for name in names if name in self.measures),
             not self.outside.isdisjoint(names))
            for heading, names in vitals.COLUMNS
        )  # fmt: skip


def views(actor: Actor, rows: Sequence[SessionRecord]) -> list[RecordView]:
    """What these rows say, each with who wrote it."""
    said = sealed_records.opened(actor, rows)
    names = people.names(actor.clinic_id, {row.author_id for row in rows} | _writers(said))
    return [_view(row, said.get(row.id), names) for row in rows]


def _writers(said: Mapping[UUID, Mapping[str, Any]]) -> set[UUID]:
    return {UUID(hex=each["by"]) for value in said.values() for each in value.get(EARLIER, ())}


def _view(row: SessionRecord, value: Mapping[str, Any] | None, names: Mapping[UUID, str]) -> RecordView:
    author = names.get(row.author_id, people.UNREADABLE_NAME)
    shown = dict(value or {})
    if EARLIER in shown:
        shown[EARLIER] = [_before(each, names) for each in shown[EARLIER]]
    return RecordView(
        row.id, row.part, shown, value is not None, author, row.created_at, row.changed_at, row.version
    )  # fmt: skip


def _before(told: Mapping[str, Any], names: Mapping[UUID, str]) -> dict[str, Any]:
    author, moment = names.get(UUID(hex=told["by"]), ""), datetime.fromisoformat(told["written_at"])
    return {**told, "author": author, "moment": moment}


def entry_of(view: RecordView) -> EntryView:
    """The same as an entry of the log."""
    said = view.value
    return EntryView(
        view, moment_of(said), said.get("measures", {}), said.get("observation", ""),
        frozenset(said.get("outside", ())), bool(said.get("meant")), view.earlier,
    )  # fmt: skip
