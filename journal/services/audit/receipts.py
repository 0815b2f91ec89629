"""Receipts: who has seen which version of a reflection, where and when; told by the audit, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select

from journal.extensions import db
from journal.models import AuditRow, Reflection
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.reflections import texts
from journal.services.work import unit_of_work

_COLUMNS = cast(Table, AuditRow.__table__).c
_OF_RECORD = (
    select(*_COLUMNS)
    .where(_COLUMNS.clinic_id == bindparam("clinic"), _COLUMNS.record_id == bindparam("record"))
    .order_by(_COLUMNS.sequence)
)


class Where(StrEnum):
    """Where somebody saw words of a reflection without opening it."""

    SEARCH = Act.REFLECTION_SEEN_IN_SEARCH
    BRIEF = Act.REFLECTION_SEEN_IN_BRIEF
    SESSION = Act.REFLECTION_SEEN_IN_SESSION


HOW = {
    Act.REFLECTION_OPENED: "opened",
    Act.REFLECTION_REVIEWED: "reviewed",
    Act.REFLECTION_SEEN_IN_SEARCH: "seen in search",
    Act.REFLECTION_SEEN_IN_BRIEF: "seen in brief",
    Act.REFLECTION_SEEN_IN_SESSION: "read in session",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """That somebody saw a version of a reflection, how, and when last."""

    name: str
    how: str
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipts:
    """All that is known of who has seen a reflection; `is_whole` is false when a row of it was changed, `is_current`
    when the reflection is not what the newest one says."""

    seen: tuple[Receipt, ...] = ()
    read_by: tuple[Receipt, ...] = ()
    is_whole: bool = True
    is_current: bool = True
    names: tuple[str, ...] = field(default=())


def seen(actor: Actor, reflections: Iterable[Reflection], where: Where) -> None:
    """Notes that words of these were shown to the actor in a search or a brief; looking through others without
    showing them is not seeing. What is not as it was last saved is left out: a note would make it good."""
    others = [each for each in reflections if each.patient_id != actor.id]
    if not others:
        return
    with unit_of_work():
        stamps = [texts.stamp(each) for each in others]
        stale = audit.stale(actor.clinic_id, stamps)
        for stamp in stamps:
            if stamp.record_id not in stale:
                audit.record(Act(where), actor.id, stamp)


def of(reflection: Reflection) -> Receipts:
    """Who has seen it, newest first, and who has marked it as reviewed and not taken the mark back."""
    wanted = {"clinic": reflection.clinic_id, "record": reflection.id}
    rows = db.session.execute(_OF_RECORD, wanted).all()
    whole = [row for row in rows if audit.row_holds(row)]
    versions = _versions(whole)
    names = people.names(reflection.clinic_id, {row.actor_id for row in whole if row.act in _TOLD})
    newest = {(row.actor_id, row.act, versions[row.sequence]): row for row in whole if row.act in HOW}
    told = sorted(newest.values(), key=lambda row: row.sequence, reverse=True)
    marked = [row for row in _standing_marks(whole) if row.act == Act.REFLECTION_REVIEWED]
    shown = tuple(_receipt(row, names, versions) for row in told if not _is_taken_back(row, marked))
    read_by = tuple(_receipt(row, names, versions) for row in marked)
    is_current = bool(rows) and audit.says(rows[-1], texts.stamp(reflection))
    names_seen = tuple(dict.fromkeys(each.name for each in shown))
    return Receipts(shown, read_by, len(whole) == len(rows), is_current, names_seen)


_TOLD = {*HOW, Act.REVIEW_UNDONE}


def _versions(rows: Sequence[Any]) -> dict[int, int]:
    """Which saved version stood there at each row: every saving left one."""
    versions, version = {}, 0
    for row in rows:
        version += row.act == Act.REFLECTION_SAVED
        versions[row.sequence] = version
    return versions


def _standing_marks(rows: Sequence[Any]) -> list[Any]:
    """Each reader's last word on having reviewed it, newest first."""
    last: dict[UUID | None, Any] = {}
    for row in rows:
        if row.act in (Act.REFLECTION_REVIEWED, Act.REVIEW_UNDONE):
            last[row.actor_id] = row
    return sorted(last.values(), key=lambda row: row.sequence, reverse=True)


def _is_taken_back(row: Any, marked: Sequence[Any]) -> bool:
    """Whether this was a mark that does not stand any more; the opening before it stands in any case."""
    return row.act == Act.REFLECTION_REVIEWED and row.actor_id not in {each.actor_id for each in marked}


def _receipt(row: Any, names: dict[UUID, str], versions: dict[int, int]) -> Receipt:
    name = names.get(row.actor_id, people.UNREADABLE_NAME)
    return Receipt(name, HOW[Act(row.act)], versions[row.sequence], row.at)
