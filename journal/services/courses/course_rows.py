"""Rows of courses: which a patient has, which one a day falls into, and what is written about each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Clinic, Course, CoursePart, TreatmentConsent
from journal.services import sealed_records

PLANNED, RUNNING, MAINTENANCE, ENDED = "planned", "running", "maintenance", "ended"
STAGES = {PLANNED: "Planned", RUNNING: "Running", MAINTENANCE: "Maintenance", ENDED: "Ended"}
DOSE_PLAN, PREFERENCE, TOLD = "dose_plan", "preference", "told"
PARTS = (DOSE_PLAN, PREFERENCE, TOLD)


def of_patient(patient_id: UUID) -> list[Course]:
    """The courses of a patient, newest first; whether each is whole shows when it is opened."""
    kept = (Course.patient_id == patient_id) & (Course.state == sealed_records.KEPT)
    return list(db.session.scalars(select(Course).where(kept).order_by(Course.starts_on.desc(), Course.id.desc())))


def of_patients(patient_ids: Collection[UUID]) -> list[Course]:
    """The courses of several patients that are what the audit says, newest first."""
    kept = Course.patient_id.in_(patient_ids) & (Course.state == sealed_records.KEPT)
    rows = db.session.scalars(select(Course).where(kept).order_by(Course.starts_on.desc(), Course.id.desc())).all()
    return [row for row in rows if sealed_records.is_current(row)]


def on_day(courses: Iterable[Course], day: date) -> Course | None:
    """The course into whose days a day falls; there is one at most."""
    return next((each for each in courses if each.starts_on <= day <= each.ends_on), None)


def require_current(course: Course) -> None:
    """Raises `CannotOpen` for a course that is not what the audit says: whose it is, and whether it has ended, stand in
    the open."""
    if not sealed_records.is_current(course):
        raise CannotOpen


def now_or_next(courses: Iterable[Course], today: date) -> Course | None:
    """The course of today, or the one that comes next, as long as it has not ended."""
    going = [each for each in courses if each.stage != ENDED and each.ends_on >= today]
    return min(going, key=lambda each: each.starts_on, default=None)


def was_called_off(course: Course) -> bool:
    """Whether it ended before it began."""
    return course.ends_on < course.starts_on


def parts_of(course_id: UUID) -> dict[str, CoursePart]:
    """What is written about a course, by its part; of two rows the older one stands."""
    mine = (CoursePart.course_id == course_id) & (CoursePart.state == sealed_records.KEPT)
    rows = db.session.scalars(select(CoursePart).where(mine).order_by(CoursePart.id.desc()))
    return {row.part: row for row in rows}


def consents_of(course_id: UUID) -> list[TreatmentConsent]:
    """The patient's answers for a course, newest first."""
    mine = TreatmentConsent.course_id == course_id
    return list(db.session.scalars(select(TreatmentConsent).where(mine).order_by(TreatmentConsent.id.desc())))


def day_at(clinic_id: UUID, moment: datetime) -> date:
    """The day it was at the clinic."""
    return moment.astimezone(ZoneInfo(db.session.get_one(Clinic, clinic_id).time_zone)).date()
