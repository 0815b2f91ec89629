"""Lists of appointments: a patient's own, a therapist's, and the clinic's for its manager; coming ones by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select

from journal import clock
from journal.extensions import db
from journal.models import Appointment
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows as rows
from journal.services.appointments import appointment_views
from journal.services.appointments.appointment_views import AppointmentCard
from journal.services.care import care

PAGE, LATEST, MOST_UNMARKED = 50, 10, 100
_FARTHEST = 100_000
_PLANNED = Appointment.state == rows.PLANNED


@dataclass(frozen=True, slots=True)
class Day:
    """The appointments of one day, in the order of time."""

    day: date
    appointments: tuple[AppointmentCard, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands in its list."""

    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class AppointmentList:
    """What passed and was not marked, a page of what comes, and what was before; `changed` counts the entries that
    were changed past the application and are left out."""

    unmarked: tuple[AppointmentCard, ...]
    days: tuple[Day, ...]
    past: tuple[AppointmentCard, ...]
    place: Place
    changed: int

    @property
    def next(self) -> AppointmentCard | None:
        """The next one that is planned."""
        return next((card for day in self.days for card in day.appointments if card.state == rows.PLANNED), None)


def coming(actor: Actor, number: int = 1, therapist_id: UUID | None = None) -> AppointmentList:
    """What comes, by day, with what waits for a mark and the latest before. Raises `NotAllowed`."""
    mine, moment = _mine(actor, therapist_id), clock.now()
    begun = select(Appointment).where(mine, _PLANNED, Appointment.starts_at <= moment).order_by(Appointment.starts_at)
    ahead, place = _page(mine & (Appointment.starts_at > moment), Appointment.starts_at, number)
    before = mine & (Appointment.starts_at <= moment) & ~_PLANNED
    latest = select(Appointment).where(before).order_by(Appointment.starts_at.desc()).limit(LATEST)
    return _list(actor, _rows(begun.limit(MOST_UNMARKED)), ahead, _rows(latest), place)


def past(actor: Actor, number: int = 1, therapist_id: UUID | None = None) -> AppointmentList:
    """What has begun, newest first. Raises `NotAllowed`."""
    begun = _mine(actor, therapist_id) & (Appointment.starts_at <= clock.now())
    found, place = _page(begun, Appointment.starts_at.desc(), number)
    return _list(actor, (), (), found, place)


def _mine(actor: Actor, therapist_id: UUID | None) -> ColumnElement[bool]:
    """Which appointments are this person's to see: a manager's are the clinic's, a therapist's those in their care."""
    here = Appointment.clinic_id == actor.clinic_id
    if actor.role == "therapist":
        treated = [patient.id for patient in care.patients_of(actor)]
        return here & (Appointment.therapist_id == actor.id) & Appointment.patient_id.in_(treated)
    require(actor.who, Permission.APPOINTMENT_READ, About(actor.clinic_id, patient_id=actor.id))
    if actor.role == "patient":
        return here & (Appointment.patient_id == actor.id)
    return here & (Appointment.therapist_id == therapist_id) if therapist_id else here


def _page(which: ColumnElement[bool], order: Any, number: int) -> tuple[Sequence[Appointment], Place]:
    count = db.session.execute(select(func.count()).select_from(Appointment).where(which)).scalar_one()
    pages = max(1, -(-count // PAGE))
    number = min(max(number, 1), pages, _FARTHEST)
    query = select(Appointment).where(which).order_by(order, Appointment.id)
    return _rows(query.limit(PAGE).offset((number - 1) * PAGE)), Place(number, pages)


def _rows(query: Select[Appointment]) -> Sequence[Appointment]:
    return db.session.scalars(query).all()


def _list(
    actor: Actor,
    begun: Sequence[Appointment],
    ahead: Sequence[Appointment],
    before: Sequence[Appointment],
    place: Place,
) -> AppointmentList:
    known = {row.id for row in rows.current([*begun, *ahead, *before])}
    unmarked = [row for row in begun if row.id in known]
    coming_ones, passed = [row for row in ahead if row.id in known], [row for row in before if row.id in known]
    if actor.role == "patient":  # who marks it is no affair of theirs: it goes on, or it is over
        going_on = [row for row in unmarked if rows.ends_at(row) > clock.now()]
        over = [row for row in unmarked if rows.ends_at(row) <= clock.now()]
        coming_ones, passed, unmarked = going_on + coming_ones, _newest_first(over + passed), []
    is_therapist = actor.role == "therapist" and bool(unmarked)
    waiting = appointment_views.waiting_for(unmarked) if is_therapist else {}
    return AppointmentList(
        appointment_views.cards(unmarked, waiting), _by_day(actor, coming_ones), appointment_views.cards(passed),
        place, len(begun) + len(ahead) + len(before) - len(known),
    )  # fmt: skip


def _newest_first(found: Sequence[Appointment]) -> list[Appointment]:
    return sorted(found, key=lambda row: row.starts_at, reverse=True)


def _by_day(actor: Actor, found: Sequence[Appointment]) -> tuple[Day, ...]:
    zone = ZoneInfo(actor.zone)
    grouped = groupby(appointment_views.cards(found), key=lambda card: _day(card.starts_at, zone))
    return tuple(Day(day, tuple(some)) for day, some in grouped)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
