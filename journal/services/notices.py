"""Notices: written with the act they tell of, sent after it, each by one sender, and given up in the end.

A notice is a kind and a person; its words are a template, its address is opened only by who sends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Table, delete, or_, select, update

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import Clinic, Person
from journal.models import Notice as NoticeRow
from journal.services.clinics import clinics
from journal.services.people import people
from journal.services.sessions.resting import resting_until
from journal.services.work import unit_of_work


class Notice(StrEnum):
    """Everything that somebody is told by mail."""

    NEW_DEVICE = "new_device"
    FACTOR_CHANGED = "factor_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a notice
    KIT_USED = "kit_used"
    KIT_CHANGED = "kit_changed"
    RECOVERY_WAITING = "recovery_waiting"
    SIGN_INS_ENDED = "sign_ins_ended"
    CARE_ASKED = "care_asked"
    CARE_ENDED = "care_ended"
    COVER_ASKED = "cover_asked"
    KEY_CHANGED = "key_changed"
    APPOINTMENT_MADE = "appointment_made"
    APPOINTMENT_CHANGED = "appointment_changed"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    ACCOUNT_RESET = "account_reset"
    RECOVERY_KEY_USED = "recovery_key_used"
    INVITED = "invited"
    SAFETY_FLAG = "safety_flag"


QUESTIONS = (Notice.CARE_ASKED, Notice.COVER_ASKED, Notice.KEY_CHANGED)  # put to nobody who rests after a session
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
TRIES = len(WAITS)  # a try that was begun waits for its turn again; after the last one the notice is given up
TOO_LATE = timedelta(days=4)  # what was not sent by then would only puzzle
KEPT = timedelta(days=30)
_JUST_PUT = "notices"
_ROWS = cast(Table, NoticeRow.__table__)
_OPEN = _ROWS.c.sent_at.is_(None) & _ROWS.c.given_up_at.is_(None)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One claimed notice with what its mail needs; the address is in no log, so not in its `repr` either."""

    id: UUID
    person_id: UUID
    kind: Notice
    at: datetime
    zone: str
    email: str = field(repr=False)


def put(clinic_id: UUID, person_id: UUID, kind: Notice) -> None:
    """Writes a notice in the caller's unit of work; people whose account is not open get none."""
    person = db.session.get(Person, person_id)
    if person is None or not _may_hear(person.status, kind):
        return
    moment = clock.now()
    row = NoticeRow(
        id=make_id(), clinic_id=clinic_id, person_id=person_id, kind=kind, created_at=moment, tries=0,
        next_try_at=moment,
    )  # fmt: skip
    db.session.add(row)
    db.session().info.setdefault(_JUST_PUT, []).append(row.id)


def _may_hear(status: str, kind: str) -> bool:
    return status == "active" or (status == "invited" and kind == Notice.INVITED)


def just_put() -> list[UUID]:
    """The ids of the notices written through this session since it was last asked."""
    found: list[UUID] = db.session().info.pop(_JUST_PUT, [])
    return found


def due(limit: int = 100) -> Sequence[UUID]:
    """The ids of notices whose next try is now, oldest first."""
    ready = _OPEN & (_ROWS.c.next_try_at <= clock.now()) & (_ROWS.c.tries < TRIES)
    return db.session.scalars(select(_ROWS.c.id).where(ready).order_by(_ROWS.c.next_try_at).limit(limit)).all()


def claim(notice_id: UUID) -> Outgoing | None:
    """Takes a notice for one try; None where another sender has it, or nobody is to be told any more."""
    with unit_of_work():
        row = db.session.get(NoticeRow, notice_id, populate_existing=True)
        if row is None or row.tries >= TRIES or _rests(row) or not _take(notice_id, row.tries):
            return None
        person = db.session.get_one(Person, row.person_id, populate_existing=True)
        email = people.email_of(person) if people.is_whole(person) and _may_hear(person.status, row.kind) else ""
        if not email or clock.now() - row.created_at > TOO_LATE:
            _close(notice_id, given_up_at=clock.now())
            return None
        zone = clinics.zone_of(person, db.session.get_one(Clinic, row.clinic_id))
    return Outgoing(row.id, person.id, Notice(row.kind), row.created_at, zone, email)


def _rests(row: NoticeRow) -> bool:
    """Whether the notice asks somebody who rests; its turn comes when they may be asked."""
    until = resting_until(row.person_id) if row.kind in QUESTIONS else None
    if until is None or until <= clock.now():
        return False
    db.session.execute(update(_ROWS).where(_OPEN, _ROWS.c.id == row.id).values(next_try_at=until))
    return True


def _take(notice_id: UUID, tries: int) -> bool:
    """Whether this sender is the one whose update counts."""
    mine = _OPEN & (_ROWS.c.id == notice_id) & (_ROWS.c.tries == tries) & (_ROWS.c.next_try_at <= clock.now())
    taken = update(_ROWS).where(mine).values(tries=tries + 1, next_try_at=clock.now() + WAITS[tries])
    return cast("CursorResult[None]", db.session.execute(taken)).rowcount == 1


def sent(notice_id: UUID) -> None:
    """The mail server has taken the notice."""
    with unit_of_work():
        _close(notice_id, sent_at=clock.now())


def failed(notice_id: UUID) -> bool:
    """The try failed; gives whether it was the last, after which the notice is given up."""
    with unit_of_work():
        spent = _OPEN & (_ROWS.c.id == notice_id) & (_ROWS.c.tries >= TRIES)
        given_up = update(_ROWS).where(spent).values(given_up_at=clock.now())
        return cast("CursorResult[None]", db.session.execute(given_up)).rowcount == 1


def _close(notice_id: UUID, **how: datetime) -> None:
    values: Any = how
    db.session.execute(update(_ROWS).where(_ROWS.c.id == notice_id).values(values))


def sweep() -> None:
    """Gives up what a sender left half-way after its last try, and forgets what was closed a month ago; a job."""
    moment = clock.now()
    with unit_of_work():
        left = _OPEN & (_ROWS.c.tries >= TRIES) & (_ROWS.c.next_try_at <= moment)
        db.session.execute(update(_ROWS).where(left).values(given_up_at=moment))
        closed = or_(_ROWS.c.sent_at < moment - KEPT, _ROWS.c.given_up_at < moment - KEPT)
        db.session.execute(delete(_ROWS).where(closed))
