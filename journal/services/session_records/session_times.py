"""The times of a session: checked in once a day, begun, ended, and corrected where they were noted wrongly."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from journal import clock
from journal.extensions import db
from journal.models import Clinic, DosingSession, Person
from journal.permissions import Permission
from journal.services.actor import Actor
from journal.services.appointments import appointment_times
from journal.services.appointments.appointment_times import TypedTime
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.session_records import session_access
from journal.services.session_records.session_access import RecordMoved, RecordRefused
from journal.services.sessions import session_rows, sessions
from journal.services.treatment import treatment_team
from journal.services.work import unit_of_work

START, END = "start", "end"
_BEFORE_CHECK_IN, _LONGEST = timedelta(hours=12), timedelta(hours=24)
_ACTS = {START: Act.SESSION_BEGUN, END: Act.SESSION_ENDED}


class SessionThere(RecordRefused):
    """The patient has a session already, which `session_id` leads to; the message says which."""

    def __init__(self, said: str, session_id: UUID) -> None:
        super().__init__(said)
        self.session_id = session_id


def check_in(actor: Actor, patient_id: UUID) -> UUID:
    """Checks a patient in for a session, the one booked for today where there is one. Raises `NotAllowed`,
    `SessionThere`."""
    with unit_of_work():
        treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_WRITE, hold=True)
        db.session.get_one(Person, patient_id, with_for_update=True)  # of two at once one is first
        _refuse_second(actor, patient_id)
        return sessions.begin_row(actor, patient_id, Act.SESSION_CHECKED_IN).id


def _refuse_second(actor: Actor, patient_id: UUID) -> None:
    zone = ZoneInfo(db.session.get_one(Clinic, actor.clinic_id).time_zone)
    for session in session_rows.of_patient(patient_id)[:1]:
        if session_rows.end_of(session) is None:
            raise SessionThere("A session of this patient is open already, so no second one was begun.", session.id)
        if session.checked_in_at.astimezone(zone).date() == clock.now().astimezone(zone).date():
            raise SessionThere("This patient had a session today already, so no second one was begun.", session.id)


def set_time(actor: Actor, session_id: UUID, edge: str, typed: TypedTime | None, seen: int) -> bool:
    """Notes when a session began or ended, now or at a time typed in the actor's zone; whether that corrected a time.
    What was written about the session stays as it is. Raises `NotAllowed`, `RecordRefused`, `RecordMoved`,
    `TimeRefused`."""
    with unit_of_work():
        session = session_access.found(actor, session_id, Permission.TREATMENT_WRITE, hold=True).row
        before = session.started_at if edge == START else session.ended_at
        if typed is None and before is not None:
            return False  # the button was pressed twice
        moment = _moment(actor, typed)
        if before == moment:
            return False
        if session.version != seen:
            raise RecordMoved("The times of this session were changed meanwhile. Look at them, and send yours again.")
        _check(session, edge, moment)
        _put(actor, session, edge, moment, corrects=before is not None)
    return before is not None


def _moment(actor: Actor, typed: TypedTime | None) -> datetime:
    if typed is None:
        return clock.now().replace(second=0, microsecond=0)
    return appointment_times.moment_of(typed, ZoneInfo(actor.zone))


def _check(session: DosingSession, edge: str, moment: datetime) -> None:
    start, end = (moment, session.ended_at) if edge == START else (session.started_at, moment)
    if moment > clock.now():
        raise RecordRefused("This time is still to come. A session is noted once it has begun or ended.")
    if start is None:
        raise RecordRefused("Say first when the session began.")
    if end is not None and end < start:
        raise RecordRefused("The end would come before the start. Look at both, and at the day.")
    if start < session.checked_in_at - _BEFORE_CHECK_IN or moment > session.checked_in_at + _LONGEST:
        raise RecordRefused("This is too far from the check-in to be of this session. Look at the day.")


def _put(actor: Actor, session: DosingSession, edge: str, moment: datetime, *, corrects: bool) -> None:
    if edge == START:
        session.started_at = moment
    else:
        session.ended_at = moment
    session.version += 1
    audit.record(Act.SESSION_TIME_CORRECTED if corrects else _ACTS[edge], actor.id, session_rows.stamp(session))
