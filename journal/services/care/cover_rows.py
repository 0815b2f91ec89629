"""Rows of covers: when one applies, their MAC, and how the audit remembers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, select

from journal import clock
from journal.crypto.canonical import Part
from journal.extensions import db, server_secret
from journal.models import Clinic, Cover
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.clinics import clinic_rows

ASKED, GRANTED, DECLINED, ENDED = "asked", "granted", "declined", "ended"
OPEN = (ASKED, GRANTED)
_BEHIND, _AHEAD = timedelta(hours=12), timedelta(hours=14)  # the zones that are furthest from UTC
_OF_PATIENT = (
    select(Cover).where(Cover.state == GRANTED, Cover.patient_id == bindparam("patient")).order_by(Cover.starts_on)
)
_OF_COLLEAGUE = (
    select(Cover).where(Cover.state == GRANTED, Cover.covering_id == bindparam("covering")).order_by(Cover.starts_on)
)
_PAIR = _OF_PATIENT.where(Cover.covering_id == bindparam("covering"))
_HELD_PAIR = _PAIR.with_for_update(read=True).execution_options(populate_existing=True)


def today(clinic_id: UUID) -> date:
    """The day it is where the clinic is; the latest there is anywhere where somebody changed the clinic's row, so that
    no zone put there lets a colleague read for longer."""
    return _days(clinic_id)[1]


def _days(clinic_id: UUID) -> tuple[date, date]:
    """The earliest and the latest day it can be there: the same while the clinic's row is what the audit says."""
    clinic, now = db.session.get_one(Clinic, clinic_id), clock.now()
    if clinic_rows.is_current(clinic):
        day = now.astimezone(ZoneInfo(clinic.time_zone)).date()
        return day, day
    return (now - _BEHIND).date(), (now + _AHEAD).date()


def move(cover: Cover, state: str, act: Act, actor_id: UUID | None) -> None:
    """Brings a cover into a state, with its audit row; in the caller's unit of work."""
    cover.state, cover.version = state, cover.version + 1
    if state in (GRANTED, DECLINED):
        cover.answered_at = clock.now()
    cover.mac = server_secret().mac("cover", *parts(cover))
    db.session.add(cover)
    audit.record(act, actor_id, stamp(cover))


def is_whole(cover: Cover) -> bool:
    """Whether the cover's MAC holds."""
    return server_secret().mac_holds(cover.mac, "cover", *parts(cover))


def current(clinic_id: UUID, covers: list[Cover]) -> list[Cover]:
    """Those of these covers that are whole, and what their newest audit rows say."""
    whole = [cover for cover in covers if is_whole(cover)]
    stale = audit.stale(clinic_id, [stamp(cover) for cover in whole]) if whole else set()
    return [cover for cover in whole if cover.id not in stale]


def was_ended_by(cover: Cover, person_id: UUID) -> bool:
    """Whether this person ended it, and nothing was changed since."""
    ended = audit.newest_acts(cover.clinic_id, cover.id, [Act.COVER_ENDED]) if current(cover.clinic_id, [cover]) else ()
    return any(row.actor_id == person_id for row in ended)


def live_covers(patient_id: UUID) -> list[Cover]:
    """The covers of a patient that apply today."""
    return _live(db.session.scalars(_OF_PATIENT, {"patient": patient_id}).all())


def covered_by(therapist_id: UUID) -> list[Cover]:
    """The covers that let this therapist read today."""
    return _live(db.session.scalars(_OF_COLLEAGUE, {"covering": therapist_id}).all())


def is_covering(patient_id: UUID, therapist_id: UUID, *, hold: bool = False) -> bool:
    """Whether a cover lets this therapist read this patient today; held, it cannot end before the commit."""
    query = _HELD_PAIR if hold else _PAIR
    return bool(_live(db.session.scalars(query, {"patient": patient_id, "covering": therapist_id}).all()))


def live_in(clinic_id: UUID) -> list[Cover]:
    """Every cover of a clinic that applies today, in the order of their ids; for a job."""
    granted = select(Cover).where(Cover.state == GRANTED, Cover.clinic_id == clinic_id).order_by(Cover.id)
    return _live(db.session.scalars(granted).all())


def _live(covers: Sequence[Cover]) -> list[Cover]:
    if not covers:
        return []
    earliest, latest = _days(covers[0].clinic_id)
    there = [each for each in covers if each.starts_on <= earliest and latest <= each.ends_on]
    return current(covers[0].clinic_id, there)


def asked_already(therapist_id: UUID, covering_id: UUID, starts_on: date, ends_on: date) -> set[UUID]:
    """Whom this very cover was put to, whatever they answered: a form that is sent twice asks nobody twice, and a no to
    these days stays one."""
    found = db.session.scalars(select(Cover).where(same_days(therapist_id, covering_id, starts_on, ends_on))).all()
    return {cover.patient_id for cover in found if stands(cover) and current(cover.clinic_id, [cover])}


def same_days(therapist_id: UUID, covering_id: UUID, starts_on: date, ends_on: date) -> ColumnElement[bool]:
    """The covers by one colleague that one therapist named for these days, of every patient and state."""
    of_both = (Cover.therapist_id == therapist_id) & (Cover.covering_id == covering_id)
    return of_both & (Cover.starts_on == starts_on) & (Cover.ends_on == ends_on)


def stands(cover: Cover) -> bool:
    """Whether its patient is asked, has said yes, or has said no."""
    return cover.state in OPEN or is_refused(cover)


def is_refused(cover: Cover) -> bool:
    """Whether its patient said no to it, or ended it."""
    return cover.state == DECLINED or (cover.state == ENDED and was_ended_by(cover, cover.patient_id))


def open_again(cover: Cover) -> bool:
    """Whether its patient was asked about the same days once more since."""
    same = same_days(cover.therapist_id, cover.covering_id, cover.starts_on, cover.ends_on)
    theirs = (Cover.patient_id == cover.patient_id) & Cover.state.in_(OPEN)
    found = db.session.scalars(select(Cover).where(same, theirs)).all()
    return bool(current(cover.clinic_id, list(found)))


def overlapping(clinic_id: UUID, therapist_id: UUID, covering_id: UUID, starts_on: date, ends_on: date) -> Cover | None:
    """The first open cover by the same two that has some of these days and not the same ones."""
    theirs = (Cover.therapist_id == therapist_id) & (Cover.covering_id == covering_id) & Cover.state.in_(OPEN)
    shared = (Cover.starts_on <= ends_on) & (Cover.ends_on >= max(starts_on, today(clinic_id)))
    others = shared & ((Cover.starts_on != starts_on) | (Cover.ends_on != ends_on))
    found = db.session.scalars(select(Cover).where(theirs, others).order_by(Cover.starts_on, Cover.id)).all()
    return next(iter(current(clinic_id, list(found))), None)


def stamp(cover: Cover) -> audit.Stamp:
    """The cover as the audit remembers it."""
    return audit.stamp(cover.clinic_id, cover.id, cover.version, *parts(cover), patient_id=cover.patient_id)


def parts(cover: Cover) -> tuple[Part, ...]:
    """What the MAC of a cover covers."""
    return (
        cover.id, cover.clinic_id, cover.therapist_id, cover.covering_id, cover.patient_id,
        cover.starts_on.isoformat(), cover.ends_on.isoformat(), cover.state, cover.version,
    )  # fmt: skip
