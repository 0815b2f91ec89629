"""What others ask of appointments: when a patient's next integration is, which one passed, and when one was last held.

Answers are for many patients at once, in one query, and believe only rows that are what the audit says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_, union_all

from journal.extensions import db
from journal.models import Appointment, Reading, Reflection, RingGrant
from journal.services import appointment_rows as rows
from journal.services import review_marks, texts

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
    pair = _of(clinic_id, patient_ids, therapist_id)
    found = db.session.scalars(_candidates(pair, now)).all()
    believed = rows.current(found)
    if len(believed) < len(found):  # one was changed in the database: another may stand in its place
        doubted = {row.patient_id for row in found if row not in believed}
        every = select(Appointment).where(_of(clinic_id, doubted, therapist_id), _counts(now))
        believed += rows.current(db.session.scalars(every))
    return _dates(believed, now)


def _of(clinic_id: UUID, patient_ids: Collection[UUID], therapist_id: UUID | None) -> ColumnElement[bool]:
    theirs = (Appointment.clinic_id == clinic_id) & Appointment.patient_id.in_(patient_ids) & _INTEGRATION
    return theirs if therapist_id is None else theirs & (Appointment.therapist_id == therapist_id)


def _counts(now: datetime) -> ColumnElement[bool]:
    return (_PLANNED & (Appointment.starts_at > now - _LONGEST)) | (
        (Appointment.state != rows.CANCELLED) & (Appointment.starts_at <= now)
    )


def _candidates(pair: ColumnElement[bool], now: datetime) -> Select[Appointment]:
    """The first planned one ahead, and the newest that began, of each patient."""
    ahead = select(Appointment.patient_id, func.min(Appointment.starts_at))
    begun = select(Appointment.patient_id, func.max(Appointment.starts_at))
    first = ahead.where(pair, _PLANNED, Appointment.starts_at > now).group_by(Appointment.patient_id)
    newest = begun.where(pair, Appointment.state != rows.CANCELLED, Appointment.starts_at <= now)
    wanted = union_all(first, newest.group_by(Appointment.patient_id)).subquery()
    starts = tuple_(Appointment.patient_id, Appointment.starts_at).in_(select(*wanted.c))
    return select(Appointment).where(pair, starts, Appointment.state != rows.CANCELLED)


def _dates(found: Iterable[Appointment], now: datetime) -> dict[UUID, Dates]:
    dates: dict[UUID, Dates] = {}
    for row in sorted(found, key=lambda row: row.starts_at, reverse=True):
        known, meeting = dates.get(row.patient_id, Dates()), _meeting(row)
        if row.state == rows.PLANNED and meeting.ends_at > now:
            dates[row.patient_id] = Dates(meeting, known.passed)
        elif known.passed is None:
            dates[row.patient_id] = Dates(known.next, meeting)
    return dates


def _meeting(row: Appointment) -> Meeting:
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
