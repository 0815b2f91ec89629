"""What decides what is due, of many patients at once in few queries: nothing is opened, no key is needed.

Courses, sessions and appointments that are not what the audit says are left out. Of answers only the day is looked at:
a day that was changed in the database can make that something is not asked, and shows nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam, func, select

from journal import clock
from journal.extensions import db
from journal.models import Appointment, Clinic, Course, DosingSession, MeasureAsk, MeasureResponse
from journal.services import sealed_records
from journal.services.appointments import appointment_rows
from journal.services.audit import audit
from journal.services.courses import course_rows
from journal.services.measures import cadence, responses
from journal.services.measures.due_points import Answered, Asked, Facts
from journal.services.sessions import session_rows

ASKED, ANSWERED = "asked", "answered"
_AT_ONCE = 500
_OVER = (course_rows.MAINTENANCE, course_rows.ENDED)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_COURSES = (
    select(Course)
    .where(Course.patient_id.in_(_IDS), Course.state == sealed_records.KEPT, Course.starts_on <= Course.ends_on)
    .where(Course.starts_on <= bindparam("until"))
    .order_by(Course.starts_on, Course.id)
)
_SESSIONS = (
    select(DosingSession)
    .where(DosingSession.patient_id.in_(_IDS))
    .order_by(DosingSession.checked_in_at, DosingSession.id)
)
_BOOKED = (
    select(Appointment)
    .where(
        Appointment.patient_id.in_(_IDS), Appointment.kind == appointment_rows.DOSING,
        Appointment.state == appointment_rows.PLANNED, Appointment.starts_at > bindparam("now"),
    )
    .order_by(Appointment.starts_at)
)  # fmt: skip
_ASKS = select(MeasureAsk).where(MeasureAsk.patient_id.in_(_IDS), MeasureAsk.state == ASKED).order_by(MeasureAsk.id)
_FINISHED = MeasureResponse.patient_id.in_(_IDS) & MeasureResponse.state.in_(responses.FINISHED)
_KINDS = (MeasureResponse.patient_id, MeasureResponse.instrument, MeasureResponse.source)
_LAST = (
    select(*_KINDS, func.max(MeasureResponse.answered_on), func.max(MeasureResponse.answered_at))
    .where(_FINISHED)
    .group_by(*_KINDS)
)
_SINCE = select(*_KINDS, MeasureResponse.answered_on, MeasureResponse.answered_at).where(
    _FINISHED, MeasureResponse.answered_on >= bindparam("since")
)


@dataclass(slots=True)
class _Found:
    """The rows of one patient."""

    course: Course | None = None
    following: Course | None = None
    sessions: list[tuple[DosingSession, datetime | None]] = field(default_factory=list)
    booked: list[datetime] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


def of_patients(clinic: Clinic, patient_ids: Collection[UUID], since: date | None = None) -> dict[UUID, Facts]:
    """The facts of these patients of one clinic, with the last answer of each kind, or with all from a day on."""
    now, zone, ids = clock.now(), ZoneInfo(clinic.time_zone), list(patient_ids)
    wanted = {
        "now": now, "today": now.astimezone(zone).date(), "until": (now + _earliest(clinic)).astimezone(zone).date(),
        "since": since,
    }  # fmt: skip
    found: dict[UUID, _Found] = {each: _Found() for each in ids}
    for start in range(0, len(ids), _AT_ONCE):
        _find(found, {**wanted, "ids": ids[start : start + _AT_ONCE]})
    return {patient_id: _facts(each, now, zone) for patient_id, each in found.items()}


def _earliest(clinic: Clinic) -> timedelta:
    """So long before its first day a course may ask, as the clinic's cadence has it."""
    before = (-each.opens for each in cadence.of_clinic(clinic).points if each.anchor == cadence.COURSE_START)
    return timedelta(hours=max(before, default=0))


def _find(found: Mapping[UUID, _Found], wanted: Mapping[str, Any]) -> None:
    for course in _current(db.session.scalars(_COURSES, wanted)):
        _place(found[course.patient_id], course, has_begun=course.starts_on <= wanted["today"])
    sessions = session_rows.current(db.session.scalars(_SESSIONS, wanted))
    ends = session_rows.ends(sessions)
    for each in sessions:
        end = ends[each.id]
        found[each.patient_id].sessions.append((each, end.at if end else None))
    for booked in appointment_rows.current(db.session.scalars(_BOOKED, wanted)):
        found[booked.patient_id].booked.append(booked.starts_at)
    for row in db.session.execute(_SINCE if wanted["since"] else _LAST, wanted):
        found[row[0]].answers.append(_answered(*row[1:]))
    for ask in _current(db.session.scalars(_ASKS, wanted)):
        found[ask.patient_id].asked.append(Asked(ask.id, ask.instrument, ask.due_on))


def _place(found: _Found, course: Course, *, has_begun: bool) -> None:
    """The newest course that has begun runs until the next begins; where none has, the next one stands for it."""
    if has_begun or found.course is None:
        found.course = course
    elif found.following is None:
        found.following = course


def _answered(instrument: str, source: str, on: date, at: datetime) -> Answered:
    return Answered(instrument, on, at if source == responses.PATIENT else None)


def _current(rows: Iterable[Any]) -> list[Any]:
    found = list(rows)
    stale = audit.stale(found[0].clinic_id, map(sealed_records.stamp, found)) if found else set()
    return [row for row in found if row.id not in stale]


def _facts(found: _Found, now: datetime, zone: ZoneInfo) -> Facts:
    course = found.course
    if course is None:
        return Facts(now, zone, answers=found.answers, asked=found.asked)
    held = [(row, end) for row, end in found.sessions if _is_in(course, row.checked_in_at, zone)]
    return Facts(
        now, zone, course.starts_on, found.following.starts_on if found.following else None, course.stage in _OVER,
        starts=[row.started_at or row.checked_in_at for row, _ in held],
        ends=[end for _, end in held if end is not None],
        booked=[each for each in found.booked if _is_in(course, each, zone)],
        answers=found.answers, asked=found.asked,
    )  # fmt: skip


def _is_in(course: Course, moment: datetime, zone: ZoneInfo) -> bool:
    return course.starts_on <= moment.astimezone(zone).date() <= course.ends_on
