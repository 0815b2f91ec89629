"""Rows of covers: when one applies, their MAC, and how the audit remembers them."""

from __future__ import annotations

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from journal import clock
from journal.crypto.canonical import Part
from journal.extensions import db, server_secret
from journal.models import Clinic, Cover
from journal.services import audit
from journal.services.acts import Act

ASKED, GRANTED, DECLINED, ENDED = "asked", "granted", "declined", "ended"


def today(clinic_id: UUID) -> date:
    """The day it is where the clinic is."""
    zone = db.session.scalars(select(Clinic.time_zone).where(Clinic.id == clinic_id)).one()
    return clock.now().astimezone(ZoneInfo(zone)).date()


def move(cover: Cover, state: str, act: Act, actor_id: UUID | None) -> None:
    """Brings a cover into a state, with its audit row; in the caller's unit of work."""
    cover.state, cover.version = state, cover.version + 1
    if state in (GRANTED, DECLINED):
        cover.answered_at = clock.now()
    cover.mac = server_secret().mac("cover", *_parts(cover))
    db.session.add(cover)
    audit.record(act, actor_id, stamp(cover))


def is_whole(cover: Cover) -> bool:
    """Whether the cover's MAC holds."""
    return server_secret().mac_holds(cover.mac, "cover", *_parts(cover))


def current(clinic_id: UUID, covers: list[Cover]) -> list[Cover]:
    """Those of these covers that are whole, and what their newest audit rows say."""
    whole = [cover for cover in covers if is_whole(cover)]
    stale = audit.stale(clinic_id, [stamp(cover) for cover in whole]) if whole else set()
    return [cover for cover in whole if cover.id not in stale]


def stamp(cover: Cover) -> audit.Stamp:
    """The cover as the audit remembers it."""
    return audit.stamp(cover.clinic_id, cover.id, cover.version, *_parts(cover), patient_id=cover.patient_id)


def _parts(cover: Cover) -> tuple[Part, ...]:
    return (
        cover.id, cover.clinic_id, cover.therapist_id, cover.covering_id, cover.patient_id,
        cover.starts_on.isoformat(), cover.ends_on.isoformat(), cover.state, cover.version,
    )  # fmt: skip
