"""The sessions of a clinician: today's, what is booked, what was, and the patients whom they can check in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import Appointment, DosingSession, Person, TreatmentMember
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows
from journal.services.people import people
from journal.services.sessions import session_rows
from journal.services.sessions.session_rows import End
from journal.services.treatment import member_rows, treatment_team

MOST_COMING, MOST_RECENT = 20, 20


@dataclass(frozen=True, slots=True)
class PatientLine:
    """A patient on whose treatment team the clinician is; `member_id` is their place on it, or none where they keep a
    record for somebody without an account."""

    id: UUID
    name: str
    identifier: str
    member_id: UUID | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session, or an appointment for one that has not begun: then `session_id` is none."""

    patient: PatientLine
    session_id: UUID | None
    at: datetime
    minutes: int = 0
    number: int = 0
    started_at: datetime | None = None
    end: End | None = None


@dataclass(frozen=True, slots=True)
class SessionList:
    """What the first page of a prescriber or nurse shows."""

    today: tuple[SessionLine, ...]
    coming: tuple[SessionLine, ...]
    recent: tuple[SessionLine, ...]
    patients: tuple[PatientLine, ...]


def of_clinician(actor: Actor) -> SessionList:
    """The sessions of the patients on whose treatment team the actor is. Raises `NotAllowed`."""
    patients = _patients(actor)
    zone = ZoneInfo(actor.zone)
    today = clock.now().astimezone(zone).date()
    sessions = _sessions(patients)
    booked = _booked(patients, {line.session_id for line in sessions})
    of_today = [line for line in (*booked, *sessions) if _is_of(line, today, zone)]
    coming = sorted((line for line in booked if _day(line, zone) > today), key=lambda line: line.at)
    recent = [line for line in sessions if line not in of_today]
    return SessionList(
        tuple(sorted(of_today, key=lambda line: line.at)), tuple(coming[:MOST_COMING]), tuple(recent[:MOST_RECENT]),
        tuple(sorted((each for each in patients.values() if each.member_id), key=lambda each: each.name.casefold())),
    )  # fmt: skip


def _day(line: SessionLine, zone: ZoneInfo) -> date:
    return line.at.astimezone(zone).date()


def _is_of(line: SessionLine, today: date, zone: ZoneInfo) -> bool:
    """Whether a line is of today; a session that goes on is, whenever it began."""
    return _day(line, zone) == today or (line.session_id is not None and line.end is None)


def _patients(actor: Actor) -> dict[UUID, PatientLine]:
    found: Sequence[Person] = treatment_team.patients_of(actor)
    mine = (TreatmentMember.clinician_id == actor.id) & (TreatmentMember.state == member_rows.ACTIVE)
    rows = db.session.execute(select(TreatmentMember.patient_id, TreatmentMember.id).where(mine)).all()
    places = {row[0]: row[1] for row in rows}
    return {
        each.id: PatientLine(each.id, people.name_of(each), people.identifier_of(each), places.get(each.id))
        for each in found
    }


def _sessions(patients: Mapping[UUID, PatientLine]) -> list[SessionLine]:
    """Every session of these patients, newest first."""
    query = select(DosingSession).where(DosingSession.patient_id.in_(patients)).order_by(DosingSession.checked_in_at)
    rows = session_rows.current(db.session.scalars(query))
    seen: dict[UUID, int] = {}
    lines = []
    for row in rows:
        seen[row.patient_id] = seen.get(row.patient_id, 0) + 1
        lines.append(_line(row, patients[row.patient_id], seen[row.patient_id]))
    return lines[::-1]


def _line(row: DosingSession, patient: PatientLine, number: int) -> SessionLine:
    end = session_rows.end_of(row)
    return SessionLine(patient, row.id, row.checked_in_at, number=number, started_at=row.started_at, end=end)


def _booked(patients: Mapping[UUID, PatientLine], begun: set[UUID | None]) -> list[SessionLine]:
    """The dosing appointments that are planned and have no session yet."""
    theirs = Appointment.patient_id.in_(patients) & (Appointment.kind == appointment_rows.DOSING)
    planned = theirs & (Appointment.state == appointment_rows.PLANNED)
    rows = appointment_rows.current(db.session.scalars(select(Appointment).where(planned)))
    return [
        SessionLine(patients[row.patient_id], None, row.starts_at, row.minutes) for row in rows if row.id not in begun
    ]
