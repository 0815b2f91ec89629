"""When a sign-in runs out: after the minutes without anybody that the clinic sets, and after twelve hours at last."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, case, delete, or_, select, update

from journal import clock
from journal.extensions import DATABASE_DOWN, db
from journal.models import Clinic, Person, SignIn
from journal.services.audit.acts import Act
from journal.services.clinics import clinic_rows
from journal.services.clinics.clinic_rows import NUMBERS
from journal.services.sign_in import sign_in_rows
from journal.services.sign_in.slots import Versions
from journal.services.work import unit_of_work

KEPT = timedelta(days=1)  # a keyless row, to name the person whose words are given back
TOUCHED_EVERY = timedelta(minutes=1)
AHEAD = timedelta(minutes=5)  # by how much the clocks of two machines may differ
_UNSEEN = {"synchronize_session": False}  # nothing that a request has read is told: it reads anew what it needs


class EndedBy(StrEnum):
    """What ended a sign-in; only one that was left alone is taken up again with less than it was begun with."""

    IDLE = "idle"
    TIME = "time"
    SIGN_OUT = "sign_out"
    LIST = "list"
    WRONG_CODES = "wrong_codes"
    TAKEN_UP = "taken_up"


_PATIENTS = select(Person.id).where(Person.clinic_id == bindparam("of"), Person.role == "patient")
_IS_OVER = SignIn.expires_at <= bindparam("now")
_LEFT_ALONE = or_(
    SignIn.person_id.in_(_PATIENTS) & (SignIn.last_seen_at <= bindparam("patient")),
    SignIn.person_id.not_in(_PATIENTS) & (SignIn.last_seen_at <= bindparam("staff")),
)
_RUN_OUT = (
    update(SignIn)
    .where(SignIn.clinic_id == bindparam("of"), SignIn.ended_at.is_(None), or_(_IS_OVER, _LEFT_ALONE))
    .values(
        key_sealed=None, ended_at=bindparam("now"), ended_by=case((_IS_OVER, EndedBy.TIME), else_=EndedBy.IDLE)
    )
)  # fmt: skip
_PAST = delete(SignIn).where(SignIn.clinic_id == bindparam("of"), SignIn.expires_at < bindparam("kept"))


def allowed(clinic: Clinic, role: str, *, is_current: bool) -> timedelta:
    """How long somebody may leave an open sign-in alone in this clinic: within what can be set, and as short as can be
    where the settings are not what the audit says."""
    name = "idle_patient_minutes" if role == "patient" else "idle_staff_minutes"
    return timedelta(minutes=clinic_rows.within(name, getattr(clinic, name)) if is_current else NUMBERS[name][0])


def is_open(sign_in: SignIn, pause: timedelta) -> bool:
    """Whether a sign-in goes on, where it may be left alone for that long."""
    return sign_in.ended_at is None and _run_out(sign_in, pause, clock.now()) is None


def _run_out(sign_in: SignIn, pause: timedelta, moment: datetime) -> EndedBy | None:
    was_set_back = sign_in.last_seen_at > moment + AHEAD  # it would go on for as long as the clock had been ahead
    if sign_in.expires_at <= moment or was_set_back:
        return EndedBy.TIME
    return EndedBy.IDLE if sign_in.last_seen_at <= moment - pause else None


def keep_up(sign_in: SignIn, pause: timedelta, versions: Versions | None) -> datetime:
    """Moves `last_seen_at` at most once a minute, never of one that is locked or counts under no `versions`; takes the
    key from a row that has run out. Gives the moment at which it runs out if nobody comes."""
    sign_in_id, expires_at, seen, moment = sign_in.id, sign_in.expires_at, sign_in.last_seen_at, clock.now()
    by = _run_out(sign_in, pause, moment)
    if sign_in.ended_at is None and by:
        end(sign_in_id, by)
    elif versions and sign_in.locked_at is None and moment - seen > TOUCHED_EVERY:
        seen = moment if _touch(sign_in, versions, moment) else seen
    return min(expires_at, seen + pause)


def _touch(sign_in: SignIn, versions: Versions, moment: datetime) -> bool:
    touched = update(SignIn).where(SignIn.id == sign_in.id, SignIn.ended_at.is_(None))
    now = {"last_seen_at": moment, "begun_mac": sign_in_rows.begun_mac(sign_in, versions, moment)}
    try:
        with unit_of_work():
            db.session.execute(touched.values(now))
    except DATABASE_DOWN:
        return False  # a full disk must not keep people from reading their own words
    return True


def end(sign_in_id: UUID, by: EndedBy) -> bool:
    """Ends one sign-in that goes on: its row loses the key at once. Tells whether it did."""
    going_on = update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
    with unit_of_work():
        ended = going_on.values(key_sealed=None, ended_at=clock.now(), ended_by=by).returning(SignIn.id)
        return db.session.execute(ended).first() is not None


def end_all(
    person_id: UUID, *, by: UUID | None = None, but: UUID | None = None, only: UUID | None = None
) -> list[UUID]:
    """Ends every sign-in of somebody, but for one or only one, also those that were left alone and could be taken up
    again; gives their ids, and leaves an act of each, `by` somebody else or themself. In the caller's unit of work."""
    theirs = (SignIn.person_id == person_id) & (SignIn.ended_at.is_(None) | (SignIn.ended_by == EndedBy.IDLE))
    which = [SignIn.id != but] if but else [SignIn.id == only] if only else []
    ended = update(SignIn).where(theirs, *which).values(key_sealed=None, ended_at=clock.now(), ended_by=EndedBy.LIST)
    rows = db.session.execute(ended.returning(SignIn.clinic_id, SignIn.id)).all()
    for clinic_id, sign_in_id in rows:
        sign_in_rows.record_end(Act.SIGN_IN_STOPPED, clinic_id, sign_in_id, person_id, by)
    return [sign_in_id for _, sign_in_id in rows]


def sweep(clinic_id: UUID) -> None:
    """Takes keys from a clinic's rows that ran out or lie idle, and removes those that are a day past their end; in
    the caller's unit of work."""
    moment, clinic = clock.now(), db.session.get_one(Clinic, clinic_id, populate_existing=True)
    is_current = clinic_rows.is_current(clinic)
    alone = {role: moment - allowed(clinic, role, is_current=is_current) for role in ("patient", "staff")}
    of = {"of": clinic_id, "now": moment}
    db.session.execute(_RUN_OUT, {**of, **alone}, execution_options=_UNSEEN)
    db.session.execute(_PAST, {**of, "kept": moment - KEPT}, execution_options=_UNSEEN)
