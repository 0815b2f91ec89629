"""Rows of the audit as the manager sees them: who, when, what in plain words, and on which kind of record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Table, func, select, union

from journal.extensions import db
from journal.models import AuditRow, Person
from journal.services.audit import act_words, audit, refused
from journal.services.audit.acts import Act
from journal.services.people import people

AT_ONCE = 100
NOBODY = "Nobody signed in"
_COLUMNS = cast(Table, AuditRow.__table__).c
_WHO = (_COLUMNS.actor_id, _COLUMNS.patient_id, _COLUMNS.record_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows to show: of one person, of one act or one kind of record, of some days in the clinic's zone."""

    person_id: UUID | None = None
    act: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row in plain words; of one that was changed only its place is told."""

    sequence: int
    at: datetime
    who: str = ""
    who_id: UUID | None = None
    did: str = ""
    kind: str = ""
    about: str = ""
    about_id: UUID | None = None
    is_whole: bool = True


def lines(clinic_id: UUID, zone: str, wanted: Wanted) -> tuple[tuple[Line, ...], int | None]:
    """The newest rows that are wanted, and before which row the older ones begin."""
    rows = db.session.execute(_query(clinic_id, ZoneInfo(zone), wanted)).all()
    shown = rows[:AT_ONCE]
    whole = {row.sequence for row in shown if audit.row_holds(row)}
    names = people.names(clinic_id, {each for row in shown if row.sequence in whole for each in _people(row)})
    told = (_line(row, names) if row.sequence in whole else Line(row.sequence, row.at, is_whole=False) for row in shown)
    return tuple(told), shown[-1].sequence if len(rows) > AT_ONCE else None


def _query(clinic_id: UUID, zone: ZoneInfo, wanted: Wanted) -> Select[Any]:
    conditions = [_COLUMNS.clinic_id == clinic_id, *_conditions(zone, wanted)]
    if wanted.person_id is None:
        return _newest(select(*_COLUMNS).where(*conditions))
    # An index for each way to be concerned: one query for all of them would look at every row of the clinic.
    concerned = (wanted.person_id, refused.mirror(wanted.person_id))
    ways = (_newest(select(_COLUMNS.sequence).where(*conditions, column.in_(concerned))).subquery() for column in _WHO)
    sequences = union(*(select(way.c.sequence) for way in ways))
    return _newest(select(*_COLUMNS).where(_COLUMNS.clinic_id == clinic_id, _COLUMNS.sequence.in_(sequences)))


def _newest(query: Select[Any]) -> Select[Any]:
    return query.order_by(_COLUMNS.sequence.desc()).limit(AT_ONCE + 1)


def _conditions(zone: ZoneInfo, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.act:
        found.append(_COLUMNS.act.in_([act for act in Act if wanted.act in (act, act.partition(".")[0])]))
    if wanted.since:
        found.append(_COLUMNS.at >= _midnight(wanted.since, zone))
    if wanted.until:
        found.append(_COLUMNS.at < _midnight(wanted.until + timedelta(days=1), zone))
    if wanted.before:
        found.append(_COLUMNS.sequence < wanted.before)
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _people(row: Any) -> set[UUID]:
    return {each for each in (row.actor_id, row.patient_id, _record(row)) if each is not None}


def _record(row: Any) -> UUID:
    record_id: UUID = row.record_id
    return refused.mirror(record_id) if row.act.startswith("refused.") else record_id


def _line(row: Any, names: dict[UUID, str]) -> Line:
    about_id = row.patient_id or _record(row)
    about = names.get(about_id, "") if about_id != row.actor_id else ""
    return Line(
        row.sequence, row.at, names.get(row.actor_id, NOBODY), row.actor_id, act_words.phrase(row.act),
        act_words.kind(row.act), about, about_id if about else None,
    )  # fmt: skip


def staff(clinic_id: UUID, also: UUID | None = None) -> list[tuple[UUID, str]]:
    """Who works at the clinic, by name, and one person more."""
    works = (Person.role != "patient") | (Person.id == also)
    found: Sequence[Person] = db.session.scalars(select(Person).where(Person.clinic_id == clinic_id, works)).all()
    return sorted(((person.id, people.name_of(person)) for person in found), key=lambda each: each[1].casefold())


def count(clinic_id: UUID) -> int:
    """How many rows the clinic's chain has."""
    return db.session.scalar(select(func.max(_COLUMNS.sequence)).where(_COLUMNS.clinic_id == clinic_id)) or 0
