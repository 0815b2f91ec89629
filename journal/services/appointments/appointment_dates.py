"""What others ask of appointments: when a patient's next integration is, which one passed, and when one was last held.

Answers are for many patients at once, in one query, and believe only rows that are what the audit says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, tuple_, union_all

from journal.extensions import db
from journal.models import Appointment, Reading, Reflection, RingGrant
from journal.services.appointments import appointment_rows as rows
from journal.services.reflections import texts
from journal.services.review import review_marks

_LONGEST = timedelta(minutes=rows.LONGEST_MINUTES)
_INTEGRATION = Appointment.kind == rows.INTEGRATION
_PLANNED = Appointment.state == rows.PLANNED


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment as what it means for reading: between whom, and when."""

    id: UUID
    patient_id: UUID
    therapist_id: UUID
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Dates:
    """A patient's next integration appointment, and the newest that has passed, whatever was marked then."""

    next: Meeting | None = None
    passed: Meeting | None = None


def of_patients(
    clinic_id: UUID, patient_ids: Collection[UUID], now: datetime, therapist_id: UUID | None = None
) -> dict[UUID, Dates]:
    """The dates of those patients who have any, with one therapist where one is named; the caller has asked.

    What goes on counts as next until its time is over."""
    asked = {
        "clinic": clinic_id, "patients": list(patient_ids), "therapist": therapist_id, "now": now,
        "earliest": now - _LONGEST,
    }  # fmt: skip
    candidates, every = _QUERIES[therapist_id is not None]
    found = db.session.execute(candidates, asked).all()
    believed = rows.current(found)
    if len(believed) < len(found):  # one was changed in the database: another may stand in its place
        whole = {row.id for row in believed}
        doubted = {row.patient_id for row in found if row.id not in whole}
        believed += rows.current(db.session.execute(every, {**asked, "patients": list(doubted)}))
    return _dates(believed, now)


def _queries(*, with_one: bool) -> tuple[Select[Any], Select[Any]]:
    """The first planned one ahead and the newest that began of each patient; and all that count. Built once: with
    hundreds of patients that takes longer than asking."""
    own = (Appointment.clinic_id == bindparam("clinic")) & _INTEGRATION
    pair = own & (Appointment.therapist_id == bindparam("therapist")) if with_one else own
    begun = (Appointment.state != rows.CANCELLED) & (Appointment.starts_at <= bindparam("now"))
    going_on = _PLANNED & (Appointment.starts_at > bindparam("earliest"))
    first = select(Appointment.patient_id, func.min(Appointment.starts_at)).where(
        pair, _OF_THEM, _PLANNED, Appointment.starts_at > bindparam("now")
    )
    newest = select(Appointment.patient_id, func.max(Appointment.starts_at)).where(pair, _OF_THEM, begun)
    both = union_all(first.group_by(Appointment.patient_id), newest.group_by(Appointment.patient_id)).subquery()
    starts = tuple_(Appointment.patient_id, Appointment.starts_at).in_(select(*both.c))
    every = select(*Appointment.__table__.c)
    candidates = every.where(pair, _OF_THEM, starts, Appointment.state != rows.CANCELLED)
    return candidates, every.where(pair, _OF_THEM, going_on | begun)


_OF_THEM = Appointment.patient_id.in_(bindparam("patients", expanding=True))
_QUERIES = {with_one: _queries(with_one=with_one) for with_one in (False, True)}


def _dates(found: Iterable[Any], now: datetime) -> dict[UUID, Dates]:
    dates: dict[UUID, Dates] = {}
    for row in sorted(found, key=lambda row: row.starts_at, reverse=True):
        known, meeting = dates.get(row.patient_id, Dates()), _meeting(row)
        if row.state == rows.PLANNED and meeting.ends_at > now:
            dates[row.patient_id] = Dates(meeting, known.passed)
        elif known.passed is None:
            dates[row.patient_id] = Dates(known.next, meeting)
    return dates


def _meeting(row: Any) -> Meeting:
    return Meeting(
        row.id, row.patient_id, row.therapist_id, row.kind, row.state, row.starts_at, rows.ends_at(row)
    )  # fmt: skip


def next_of_any_kind(
    clinic_id: UUID, patient_id: UUID, now: datetime, therapist_id: UUID | None = None
) -> Meeting | None:
    """The next thing a patient has planned, whatever it is for, with one therapist where one is named; the caller has
    asked."""
    mine = (Appointment.clinic_id == clinic_id) & (Appointment.patient_id == patient_id) & _PLANNED
    if therapist_id is not None:
        mine &= Appointment.therapist_id == therapist_id
    ahead = select(Appointment).where(mine, Appointment.starts_at > now - _LONGEST).order_by(Appointment.starts_at)
    found = (row for row in rows.current(db.session.scalars(ahead)) if rows.ends_at(row) > now)
    return next(map(_meeting, found), None)


def last_held(clinic_id: UUID, patient_id: UUID, therapist_id: UUID) -> Meeting | None:
    """The newest appointment of the two that was marked as held, of any kind; the caller has asked."""
    pair = (Appointment.patient_id == patient_id) & (Appointment.therapist_id == therapist_id)
    mine = (Appointment.clinic_id == clinic_id) & pair & (Appointment.state == rows.HELD)
    newest = select(Appointment).where(mine).order_by(Appointment.starts_at.desc())
    return next((_meeting(row) for row in db.session.scalars(newest.limit(10)) if rows.is_current(row)), None)


def left_unread(passed: Meeting, clinic_id: UUID) -> bool:
    """Whether the therapist of an appointment that passed has not reviewed something shared with them before it; the
    caller has asked."""
    unbelieved = review_marks.unbelieved(clinic_id, passed.therapist_id, [passed.patient_id])
    granted = select(RingGrant.id).where(
        RingGrant.ring_id == Reflection.ring_id, RingGrant.generation == Reflection.generation,
        RingGrant.recipient_id == passed.therapist_id,
    )  # fmt: skip
    by_them = (Reading.reflection_id == Reflection.id) & (Reading.reader_id == passed.therapist_id)
    unread = Reading.reviewed_at.is_(None) | (Reading.reviewed_version < Reflection.version)
    shared = (Reflection.patient_id == passed.patient_id) & (Reflection.state == texts.SHARED) & granted.exists()
    waits = select(Reflection.id).outerjoin(Reading, by_them).where(shared, Reflection.saved_at < passed.starts_at)
    found = waits.where(unread | Reflection.id.in_(unbelieved)).limit(1)
    return db.session.scalars(found).first() is not None
