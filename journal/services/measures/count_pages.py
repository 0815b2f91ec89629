"""The monthly counts as a manager sees them: numbers, and none from which fewer than five people could be told.

There is no total of a column, from which a hidden cell could be taken away; what is overdue is hidden too where the
rest of what was due would be fewer than five."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select

from journal.extensions import db
from journal.models import MeasureCount
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.measures import count_rows, instruments, shipped

FEW, HIDDEN = "fewer than 5", "not shown"
MONTHS = 12


@dataclass(frozen=True, slots=True)
class CountRow:
    """One instrument in one month, each number in words that can be shown."""

    name: str
    answered: str
    due: str
    overdue: str

    @property
    def is_few(self) -> bool:
        """Whether none of its numbers can be shown."""
        return {self.answered, self.due, self.overdue} == {FEW}


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One month: the instruments with numbers, and the names of those with fewer than five everywhere."""

    month: date
    rows: tuple[CountRow, ...]
    few: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountsPage:
    """The months that were counted, newest first; `whole` unless some were changed past the application."""

    months: tuple[MonthPage, ...]
    whole: bool


def page(actor: Actor) -> CountsPage:
    """The counts of the manager's clinic. Raises `NotAllowed`."""
    require(actor.who, Permission.MEASURE_COUNT_READ, About(actor.clinic_id))
    months = select(MeasureCount.month).where(MeasureCount.clinic_id == actor.clinic_id).distinct()
    newest = db.session.scalars(months.order_by(MeasureCount.month.desc()).limit(MONTHS)).all()
    mine = (MeasureCount.clinic_id == actor.clinic_id) & MeasureCount.month.in_(newest)
    query = select(MeasureCount).where(mine).order_by(MeasureCount.month.desc(), MeasureCount.instrument)
    rows = db.session.scalars(query).all()
    stale = audit.stale(actor.clinic_id, map(count_rows.stamp, rows)) if rows else set()
    names = {name: each.short_name for name, each in shipped.newest(instruments.every()).items()}
    shown = groupby((row for row in rows if row.id not in stale), key=lambda row: row.month)
    return CountsPage(tuple(_month(month, list(of_it), names) for month, of_it in shown), whole=not stale)


def _month(month: date, rows: Sequence[MeasureCount], names: dict[str, str]) -> MonthPage:
    shown = [_row(row, names.get(row.instrument, row.instrument)) for row in rows]
    return MonthPage(
        month, tuple(each for each in shown if not each.is_few), tuple(each.name for each in shown if each.is_few)
    )


def _row(row: MeasureCount, name: str) -> CountRow:
    return CountRow(name, cell(row.answered), cell(row.due), overdue_cell(row.due, row.overdue))


def cell(number: int) -> str:
    """A number that can be shown; of few it is said that they are few, of none too."""
    return f"{number:,}" if number >= count_rows.LEAST else FEW


def overdue_cell(due: int, overdue: int) -> str:
    """What is overdue of what was due; hidden where what is left would be few."""
    return HIDDEN if overdue >= count_rows.LEAST > due - overdue else cell(overdue)
