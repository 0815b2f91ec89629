"""A patient tells of a session they had: when it ended, and nothing else. The rest begins with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from journal import clock
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Clinic, DosingSession, Person
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.appointments import appointment_times
from journal.services.appointments.appointment_times import TimeRefused, TimeRepeated, TypedTime
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.sessions import resting, session_rows, sessions
from journal.services.work import unit_of_work

JUST_NOW, AN_HOUR_AGO, AT_A_TIME = "just_now", "an_hour_ago", "at_a_time"
_LONGEST_AGO = timedelta(days=1)


class TellingRefused(ValueError):
    """This cannot be when a session ended; the message says why."""


@dataclass(frozen=True, slots=True)
class TypedEnd:
    """When it ended, as it was chosen or typed, and the id that was made with the form."""

    ended: str
    day: date | None = None
    at: int | None = None
    record_id: UUID | None = None
    token: str = ""


def tell(actor: Actor, typed: TypedEnd) -> UUID:
    """Keeps that this patient had a session, and gives its id: the one the clinic has of that day, where there is one.
    Twice is once. Raises `TellingRefused`, `NotAllowed`."""
    require(actor.who, Permission.SESSION_TELL, About(actor.clinic_id, patient_id=actor.id))
    ended = _moment(actor, typed)
    with unit_of_work():
        db.session.execute(select(Person.id).where(Person.id == actor.id).with_for_update())  # of two at once, one
        known = _known(actor, typed, ended)
        if known is None:
            return _keep(actor, typed, ended).id
        if known.checked_in_by != actor.id and ended < (known.started_at or known.checked_in_at):
            raise TellingRefused(_too_early(actor, known))
        return known.id


def _moment(actor: Actor, typed: TypedEnd) -> datetime:
    now = clock.now()
    if typed.ended == JUST_NOW:
        return now
    if typed.ended == AN_HOUR_AGO:
        return now - timedelta(hours=1)
    moment = _told(typed, ZoneInfo(actor.zone), now)
    if moment > now:
        raise TellingRefused("That time is still to come. Choose one that has passed, or come back when it is over.")
    if moment < now - _LONGEST_AGO:
        raise TellingRefused(
            "That is more than a day ago. Sessions from before are the clinic's to enter; "
            "you can write about one all the same."
        )
    return moment


def _told(typed: TypedEnd, zone: ZoneInfo, now: datetime) -> datetime:
    if typed.at is None:
        raise TellingRefused("Give the time at which it ended, such as 13:40.")
    day = typed.day or now.astimezone(zone).date()
    try:
        return appointment_times.moment_of(TypedTime(day, typed.at), zone)
    except TimeRepeated as repeated:  # nothing more is asked: the later one that has passed
        earlier, later = repeated.moments
        return later if later <= now else earlier
    except TimeRefused as refused:
        raise TellingRefused(str(refused)) from refused


def _known(actor: Actor, typed: TypedEnd, ended: datetime) -> DosingSession | None:
    """The session this is: the one that was told with this form, or one whose day it was or whose rest goes on."""
    zone = ZoneInfo(db.session.get_one(Clinic, actor.clinic_id).time_zone)
    for session in session_rows.of_patient(actor.id):
        begins, ends = session.checked_in_at.astimezone(zone), resting.rests_until(session)
        same_day = begins.date() == ended.astimezone(zone).date()
        if session.id == typed.record_id or same_day or begins <= ended < ends or begins <= clock.now() < ends:
            return session
    return None


def _keep(actor: Actor, typed: TypedEnd, ended: datetime) -> DosingSession:
    session = DosingSession(
        id=sessions.booked_for(actor.clinic_id, actor.id, ended) or _id(actor, typed), clinic_id=actor.clinic_id,
        patient_id=actor.id, checked_in_by=actor.id, checked_in_at=ended, ended_at=ended, version=1,
    )  # fmt: skip
    db.session.add(session)
    audit.record(Act.SESSION_TOLD, actor.id, session_rows.stamp(session))
    return session


def _id(actor: Actor, typed: TypedEnd) -> UUID:
    wanted = typed.record_id
    if wanted is None or not token_fits_id(server_secret(), actor.id, wanted, typed.token):
        return make_id()
    return wanted if db.session.get(DosingSession, wanted) is None else make_id()


def _too_early(actor: Actor, session: DosingSession) -> str:
    began = clock.in_words(session.started_at or session.checked_in_at, ZoneInfo(actor.zone))
    return f"Your clinic has you here since {began}, so the session cannot have ended before that."
