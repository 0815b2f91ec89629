"""The sessions of one patient in their order, with those still to come: which one each is, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from journal import clock, spans
from journal.extensions import db
from journal.models import Appointment, DosingSession
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows
from journal.services.care import care
from journal.services.sessions import resting, session_rows
from journal.services.sessions.session_rows import End
from journal.services.work import found_once

SIDE_BY_SIDE_FROM = 3  # sessions; before that there is nothing to lay side by side


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One session, or one that is booked: `number` counts from the patient's first, none where it was called off."""

    id: UUID
    patient_id: UUID
    number: int | None
    at: datetime
    end: End | None
    is_coming: bool = False

    @property
    def name(self) -> str:
        """What it is called to its patient."""
        return f"Your {self.ordinal}" if self.number else "A session that was not held"

    @property
    def ordinal(self) -> str:
        """Which one it is."""
        return f"{spans.ordinal(self.number)} session" if self.number else "session that was not held"

    @property
    def ago(self) -> str:
        """How long ago it ended, or how long it is still to go."""
        if self.is_coming:
            ahead = self.at - clock.now()
            return f"in {spans.span(ahead)}" if ahead.total_seconds() > 0 else "about to begin"
        return f"{spans.span(clock.now() - self.end.at)} ago" if self.end else "going on"


@dataclass(frozen=True, slots=True)
class OwnSessions:
    """All of them: what comes, soonest first, and what was, newest first; and whether the patient rests after one."""

    coming: tuple[OwnSession, ...]
    past: tuple[OwnSession, ...]
    rests: bool = False

    @property
    def going_on(self) -> tuple[OwnSession, ...]:
        """Those that are not over; a session that nobody closed is over at its planned time."""
        return tuple(each for each in self.past if each.number and each.end is None)

    @property
    def over(self) -> tuple[OwnSession, ...]:
        """Those that are, with those that were not held."""
        return tuple(each for each in self.past if each not in self.going_on)

    @property
    def can_compare(self) -> bool:
        """Whether there are enough to lay side by side."""
        return len(self.past) >= SIDE_BY_SIDE_FROM


def own(actor: Actor) -> OwnSessions:
    """The patient's own sessions. Raises `NotAllowed`."""
    require(actor.who, Permission.SESSION_TELL, About(actor.clinic_id, patient_id=actor.id))
    until = resting.resting_until(actor.id)
    return replace(of_patient(actor.id), rests=until is not None and clock.now() < until)


def of_patient(patient_id: UUID) -> OwnSessions:
    """A patient's sessions; the caller has asked."""
    held = session_rows.of_patient(patient_id)
    ends = session_rows.ends(held)
    past = tuple(_held(row, len(held) - place, ends[row.id]) for place, row in enumerate(held))
    known = {row.id for row in held}
    coming = [row for row in _planned(patient_id) if row.id not in known]
    return OwnSessions(tuple(_booked(row, len(held) + place) for place, row in enumerate(coming, 1)), past)


def find(actor: Actor, session_id: UUID, patient_id: UUID | None = None) -> OwnSession:
    """One session, of the patient who looks or of one in this therapist's care, also where it was called off and is
    only an appointment. Raises `NotAllowed`."""
    whose = actor.id if patient_id is None else patient_id
    _require(actor, whose, own=patient_id is None)
    every = of_patient(whose)
    for each in (*every.coming, *every.past):
        if each.id == session_id:
            return each
    row = db.session.get(Appointment, session_id)
    if row is None or (row.patient_id, row.kind) != (whose, appointment_rows.DOSING):
        raise NotAllowed
    if not appointment_rows.is_current(row):
        raise NotAllowed
    return OwnSession(row.id, whose, None, row.starts_at, End(appointment_rows.ends_at(row), assumed=True))


def patient_of(session_id: UUID) -> UUID | None:
    """Whose session this is; whoever asks is asked in turn."""
    row = db.session.get(DosingSession, session_id) or db.session.get(Appointment, session_id)
    return row.patient_id if row else None


def _require(actor: Actor, patient_id: UUID, *, own: bool) -> None:
    in_care = actor.role == "therapist" and care.in_care(patient_id, actor.id)
    about = About(actor.clinic_id, patient_id=patient_id, in_care=in_care)
    require(actor.who, Permission.SESSION_TELL if own else Permission.PATIENT_READ, about)


def _held(row: DosingSession, number: int, end: End | None) -> OwnSession:
    return OwnSession(row.id, row.patient_id, number, row.checked_in_at, end)


def _booked(row: Appointment, number: int) -> OwnSession:
    return OwnSession(row.id, row.patient_id, number, row.starts_at, None, is_coming=True)


def _planned(patient_id: UUID) -> list[Appointment]:
    """The dosing appointments whose time is not over, soonest first."""
    now = clock.now()
    return found_once(("planned", patient_id, now.replace(second=0, microsecond=0)), lambda: _ahead(patient_id, now))


def _ahead(patient_id: UUID, now: datetime) -> list[Appointment]:
    mine = (Appointment.patient_id == patient_id) & (Appointment.kind == appointment_rows.DOSING)
    planned = select(Appointment).where(mine, Appointment.state == appointment_rows.PLANNED)
    found = db.session.scalars(planned.order_by(Appointment.starts_at)).all()
    return appointment_rows.current(row for row in found if appointment_rows.ends_at(row) > now)
