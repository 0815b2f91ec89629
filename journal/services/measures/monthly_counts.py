"""How many measures were answered, due and overdue in a month: taken once when it is over, opening nothing.

Counts are of a whole clinic and of nobody in particular. They are stored, so that a page of them reads a few rows
however many patients there are, and so that they say the same tomorrow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import Clinic, MeasureAsk, MeasureCount, MeasureResponse, Person
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.measures import cadence, count_rows, due_facts, due_rules, instruments, responses
from journal.services.work import unit_of_work

CAUGHT_UP = 12  # months at most that a job makes up for when none ran
_BEFORE = timedelta(days=400)  # an answer so long before a month still keeps its instrument from being asked
_AT_ONCE = 500
_GONE = Person.status.in_(("disabled", "ended"))  # nothing is asked of who cannot sign in, or has died


_Of = tuple[str, UUID]


@dataclass(slots=True)
class _Month:
    """What is counted of one month, by instrument and patient."""

    first: date
    last: date
    answered: Counter[_Of] = field(default_factory=Counter)
    due: Counter[_Of] = field(default_factory=Counter)
    overdue: Counter[_Of] = field(default_factory=Counter)


def take() -> int:
    """Counts every month of every clinic that is over and was not counted yet. Gives how many were; several nodes at
    once take each month once. Nothing is opened and no key is needed."""
    clinics = db.session.scalars(select(Clinic.id).order_by(Clinic.id)).all()
    return sum(_take(clinic_id, first) for clinic_id in clinics for first in _uncounted(clinic_id))


def _uncounted(clinic_id: UUID) -> list[date]:
    clinic = db.session.get_one(Clinic, clinic_id)
    zone = ZoneInfo(clinic.time_zone)
    this, made = (each.astimezone(zone).date().replace(day=1) for each in (clock.now(), clinic.created_at))
    counted = db.session.scalar(select(func.max(MeasureCount.month)).where(MeasureCount.clinic_id == clinic_id))
    months = [_months_before(this, number) for number in range(CAUGHT_UP, 0, -1)]
    return [each for each in (months if counted else months[-1:]) if each >= made and (not counted or each > counted)]


def _months_before(month: date, number: int) -> date:
    for _ in range(number):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _take(clinic_id: UUID, first: date) -> bool:
    """Counts before it writes, so that nobody waits for a long count; whoever comes second finds it done."""
    counted = _count(clinic_id, first)
    with unit_of_work():
        db.session.get_one(Clinic, clinic_id, with_for_update=True)
        mine = (MeasureCount.clinic_id == clinic_id) & (MeasureCount.month == first)
        if db.session.scalar(select(func.count()).where(mine)):
            return False
        known = {name for name, _ in (*counted.answered, *counted.due)}
        for name in sorted({*instruments.of_clinic(clinic_id), *known}):
            _keep(clinic_id, name, counted)
    return True


def _keep(clinic_id: UUID, name: str, counted: _Month) -> None:
    row = MeasureCount(
        id=make_id(), clinic_id=clinic_id, month=counted.first, instrument=name,
        answered=_number(counted.answered, name), due=_number(counted.due, name),
        overdue=_number(counted.overdue, name), created_at=clock.now(), version=1,
    )  # fmt: skip
    db.session.add(row)
    audit.record(Act.MEASURES_COUNTED, None, count_rows.stamp(row))


def _number(counted: Counter[_Of], name: str) -> int:
    """How many there were; of fewer people than can be shown only how many people, however often each answered."""
    each = [number for (instrument, _), number in counted.items() if instrument == name and number]
    return sum(each) if len(each) >= count_rows.LEAST else len(each)


def _count(clinic_id: UUID, first: date) -> _Month:
    counted = _Month(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    of_clinic = MeasureResponse.clinic_id == clinic_id
    there = of_clinic & MeasureResponse.state.in_(responses.FINISHED)
    begin, end = (_midnight(clinic_id, each) for each in (first, counted.last + timedelta(days=1)))
    in_month = there & (MeasureResponse.answered_at >= begin) & (MeasureResponse.answered_at < end)
    of = (MeasureResponse.instrument, MeasureResponse.patient_id)
    for name, patient_id, number in db.session.execute(select(*of, func.count()).where(in_month).group_by(*of)):
        counted.answered[name, patient_id] += number
    _count_asked(clinic_id, counted)
    _count_due(clinic_id, counted)
    return counted


def _midnight(clinic_id: UUID, day: date) -> datetime:
    """When a day begins at the clinic: of moments each falls into one month, wherever it was answered."""
    return datetime.combine(day, time(), ZoneInfo(db.session.get_one(Clinic, clinic_id).time_zone))


def _count_asked(clinic_id: UUID, counted: _Month) -> None:
    """What clinicians asked for beside the cadence; what was withdrawn or declined was not due."""
    there = (MeasureAsk.clinic_id == clinic_id) & MeasureAsk.state.in_((due_facts.ASKED, due_facts.ANSWERED))
    there &= MeasureAsk.patient_id.not_in(select(Person.id).where(_GONE))
    rows = (
        select(MeasureAsk.instrument, MeasureAsk.patient_id, MeasureAsk.state, func.count())
        .where(there, MeasureAsk.due_on.between(counted.first, counted.last))
        .group_by(MeasureAsk.instrument, MeasureAsk.patient_id, MeasureAsk.state)
    )
    for name, patient_id, state, number in db.session.execute(rows):
        counted.due[name, patient_id] += number
        counted.overdue[name, patient_id] += number if state == due_facts.ASKED else 0


def _count_due(clinic_id: UUID, counted: _Month) -> None:
    clinic = db.session.get_one(Clinic, clinic_id)
    plan, offered = cadence.of_clinic(clinic), instruments.of_clinic(clinic_id)
    for ids in _patients(clinic_id):
        for patient_id, facts in due_facts.of_patients(clinic, ids, counted.first - _BEFORE).items():
            for fell in due_rules.fell_due(plan, offered, facts, counted.first, counted.last):
                counted.due[fell.instrument, patient_id] += 1
                counted.overdue[fell.instrument, patient_id] += fell.in_time is False


def _patients(clinic_id: UUID) -> Iterator[Sequence[UUID]]:
    mine = (Person.clinic_id == clinic_id) & (Person.role == "patient") & ~_GONE
    ids = db.session.scalars(select(Person.id).where(mine).order_by(Person.id)).all()
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
