"""Which session a reflection belongs to and at which of its moments, and where it lies from it in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from journal import clock, spans
from journal.extensions import db
from journal.models import Appointment, Clinic, DosingSession
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.prompts import moments
from journal.services.sessions import resting, session_rows, time_words

_SESSIONS = (
    select(DosingSession)
    .where(DosingSession.patient_id.in_(bindparam("patients", expanding=True)))
    .order_by(DosingSession.checked_in_at, DosingSession.id)
)
_BOOKED = (
    select(Appointment)
    .where(
        Appointment.patient_id.in_(bindparam("patients", expanding=True)), Appointment.kind == appointment_rows.DOSING
    )
    .order_by(Appointment.starts_at, Appointment.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a reflection lies: "26 hours after your third session", at which moment, and whether on the day itself."""

    words: str
    moment: str
    on_the_day: bool


@dataclass(frozen=True, slots=True)
class _Session:
    """What is said of a session: which one it is, when it began and ended, and until when its day lasted."""

    number: int
    begins: datetime
    end: session_rows.End | None
    checked_in_at: datetime | None
    rests_until: datetime | None


def check(actor: Actor, session_id: UUID | None, moment: str) -> None:
    """Raises `NotAllowed` unless this is a moment, of a session or booked session of the actor's own where it is of
    one."""
    if moment and moment not in moments.codes():
        raise NotAllowed
    if session_id is None and moment not in ("", moments.APPOINTMENT):
        raise NotAllowed
    if session_id is not None and not _is_own(actor, session_id):
        raise NotAllowed


def _is_own(actor: Actor, session_id: UUID) -> bool:
    session = db.session.get(DosingSession, session_id)
    if session is not None:
        return session.patient_id == actor.id
    booked = db.session.get(Appointment, session_id)
    if booked is not None:
        return booked.patient_id == actor.id and booked.kind == appointment_rows.DOSING
    # one that was deleted while words about it were written: they are kept, and say that it did not take place
    deleted = audit.newest_acts(actor.clinic_id, session_id, [Act.SESSION_DELETED])
    return any(row.patient_id == actor.id for row in deleted)


def of_rows(actor: Actor, rows: Iterable[Any]) -> dict[UUID, Placed]:
    """Where each of these reflections lies, for those that belong to a session or a moment; the caller has asked."""
    belonging = [row for row in rows if row.session_id is not None or row.moment is not None]
    if not belonging:
        return {}
    known = _known(actor.clinic_id, {row.patient_id for row in belonging}, {row.session_id for row in belonging})
    return {row.id: _placed(row, known.get(row.session_id), mine=row.patient_id == actor.id) for row in belonging}


def of_row(actor: Actor, row: Any) -> Placed | None:
    """Where one reflection lies; nothing where it belongs to no session and no moment."""
    return of_rows(actor, [row]).get(row.id)


def now(actor: Actor, session_id: UUID | None) -> str:
    """Where this moment lies from a session of the actor's own; empty where it is of none."""
    known = _known(actor.clinic_id, {actor.id}, {session_id}) if session_id else {}
    found = known.get(session_id) if session_id else None
    return _words(clock.now(), found, mine=True) if found else ""


def _placed(row: Any, session: _Session | None, *, mine: bool) -> Placed:
    name = moments.name_of(row.moment)
    if session is None:
        what = "about a session that did not take place" if row.session_id else "before an appointment"
        return Placed(what, name, on_the_day=False)
    day = session.checked_in_at is not None and session.rests_until is not None
    on_the_day = day and session.checked_in_at <= row.created_at < session.rests_until
    return Placed(_words(row.created_at, session, mine=mine), name, on_the_day)


def _words(at: datetime, session: _Session, *, mine: bool) -> str:
    named = f"{'your' if mine else 'the'} {spans.ordinal(session.number)} session"
    ends, assumed = (session.end.at, session.end.assumed) if session.end else (None, False)
    return time_words.from_session(at, session.begins, ends, named, is_assumed=assumed)


def _known(clinic_id: UUID, patients: Collection[UUID], wanted: Collection[UUID | None]) -> dict[UUID | None, _Session]:
    """What is said of the sessions of these patients, and of those booked among the wanted."""
    clinic = db.session.get_one(Clinic, clinic_id)
    rows = session_rows.current(db.session.scalars(_SESSIONS, {"patients": list(patients)}))
    to_come = not set(wanted) <= {None, *(row.id for row in rows)}
    booked = db.session.scalars(_BOOKED, {"patients": list(patients)}).all() if to_come else ()
    ends = session_rows.ends(rows)
    found: dict[UUID | None, _Session] = {}
    for patient in patients:
        held = [row for row in rows if row.patient_id == patient]
        found |= {row.id: _held(number, row, ends[row.id], clinic) for number, row in enumerate(held, 1)}
        ahead = _ahead([row for row in booked if row.patient_id == patient], held)
        found |= {row.id: _Session(number, row.starts_at, None, None, None) for number, row in ahead}
    return found


def _held(number: int, row: DosingSession, end: session_rows.End | None, clinic: Clinic) -> _Session:
    begins = row.started_at or row.checked_in_at
    return _Session(number, begins, end, row.checked_in_at, resting.end_of_rest(row, clinic))


def _ahead(booked: Sequence[Appointment], held: Sequence[DosingSession]) -> Iterable[tuple[int, Appointment]]:
    known = {row.id for row in held}
    planned = [row for row in booked if row.state == appointment_rows.PLANNED and row.id not in known]
    return enumerate(appointment_rows.current(planned), len(held) + 1)
