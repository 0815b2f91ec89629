"""Phones that a patient readied before a session: known by a cookie that can append words, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.canonical import Part
from journal.crypto.sign_ins import Cookie
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import ReadyPhone
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.sessions import own_sessions
from journal.services.sessions.own_sessions import OwnSession
from journal.services.work import unit_of_work

COMING, KEPT_AFTER = timedelta(days=7), timedelta(days=3)  # before the session, and after the time it is booked for
MOST_PHONES = 5  # that one patient has ready at a time


class NothingComes(Exception):
    """No session is booked for the next days, so there is nothing to ready a phone for."""


class EnoughPhones(Exception):
    """As many phones are ready as one person can have; one of them is to be removed first."""


@dataclass(frozen=True, slots=True)
class PhoneCard:
    """A readied phone as its owner's page lists it."""

    id: UUID
    device: str
    readied_at: datetime
    expires_at: datetime


def require_may(actor: Actor) -> None:
    """Raises `NotAllowed` for whoever is no patient."""
    require(actor.who, Permission.PHONE_READY, About(actor.clinic_id, patient_id=actor.id))


def comes(actor: Actor) -> OwnSession | None:
    """The session of the next days that a phone can be readied for. Raises `NotAllowed`."""
    require_may(actor)
    coming = own_sessions.of_patient(actor.id).coming
    return coming[0] if coming and coming[0].at <= clock.now() + COMING else None


def ready(actor: Actor, device: str) -> tuple[Cookie, datetime]:
    """Readies the phone that asks; gives the cookie it keeps, and until when. Raises `NothingComes`, `EnoughPhones`,
    `NotToday` on a day of rest, `NotAllowed`."""
    session = comes(actor)
    decisions.require_decision(actor.id)
    if session is None:
        raise NothingComes
    cookie = Cookie.make()
    row = ReadyPhone(
        id=make_id(), clinic_id=actor.clinic_id, patient_id=actor.id, id_hash=cookie.id_hash(), device=device,
        created_at=clock.now(), expires_at=session.at + KEPT_AFTER, version=1,
    )  # fmt: skip
    row.secret_mac = server_secret().mac("ready-phone", *_parts(row), cookie.secret)
    with unit_of_work():
        if len(_live(actor.id)) >= MOST_PHONES:
            raise EnoughPhones
        db.session.add(row)
        audit.record(Act.PHONE_READIED, actor.id, stamp(row))
    return cookie, row.expires_at


def find(cookie: Cookie | None) -> ReadyPhone | None:
    """The phone of a cookie, if it may append now: readied by us, not removed, not past its time."""
    if cookie is None:
        return None
    row = db.session.scalars(select(ReadyPhone).where(ReadyPhone.id_hash == cookie.id_hash())).one_or_none()
    if row is None or row.removed_at is not None or row.expires_at <= clock.now() or not is_current(row):
        return None
    holds = server_secret().mac_holds(row.secret_mac, "ready-phone", *_parts(row), cookie.secret)
    return row if holds else None


def is_own(actor: Actor, cookie: Cookie | None) -> bool:
    """Whether this very phone is ready for this patient."""
    row = find(cookie)
    return row is not None and row.patient_id == actor.id


def of_writer(cookie: Cookie | None, actor: Actor | None) -> Cookie | None:
    """What this phone may append with: nothing while somebody else than its owner is signed in on it, whose words would
    go into another's journal."""
    return cookie if actor is None or is_own(actor, cookie) else None


def waits(actor: Actor, cookie: Cookie | None) -> bool:
    """Whether a session comes for which this phone is not ready yet. Raises `NotAllowed`."""
    return comes(actor) is not None and not is_own(actor, cookie)


def phones(actor: Actor) -> tuple[PhoneCard, ...]:
    """The patient's readied phones, newest first. Raises `NotAllowed`."""
    require_may(actor)
    return tuple(PhoneCard(row.id, row.device, row.created_at, row.expires_at) for row in _live(actor.id))


def remove(actor: Actor, phone_id: UUID) -> None:
    """Its cookie appends nothing from now on. Raises `NotAllowed`."""
    require_may(actor)
    with unit_of_work():
        row = db.session.get(ReadyPhone, phone_id, with_for_update=True)
        if row is None or row.patient_id != actor.id:
            raise NotAllowed
        end(row)


def remove_all(person_id: UUID) -> None:
    """The same for every phone of a person, whose keys begin anew; in the caller's unit of work."""
    for row in _live(person_id):
        end(row)


def end(row: ReadyPhone) -> None:
    """Ends one phone that was readied; in the caller's unit of work, who has asked."""
    if row.removed_at is None:
        row.removed_at, row.version = clock.now(), row.version + 1
        audit.record(Act.PHONE_REMOVED, row.patient_id, stamp(row))


def _live(person_id: UUID) -> list[ReadyPhone]:
    mine = (ReadyPhone.patient_id == person_id) & ReadyPhone.removed_at.is_(None)
    live = select(ReadyPhone).where(mine, ReadyPhone.expires_at > clock.now())
    return list(db.session.scalars(live.order_by(ReadyPhone.id.desc())))


def _parts(row: ReadyPhone) -> tuple[Part, ...]:
    return (row.id, row.clinic_id, row.patient_id, row.id_hash, row.created_at, row.expires_at)


def is_current(row: ReadyPhone) -> bool:
    """Whether the row is what its newest audit row says: one that was removed does not come back."""
    return not audit.stale(row.clinic_id, [stamp(row)])


def stamp(row: ReadyPhone) -> audit.Stamp:
    """The phone as the audit remembers it."""
    return audit.stamp(
        row.clinic_id, row.id, row.version, *_parts(row), row.device, row.secret_mac, row.removed_at,
        patient_id=row.patient_id,
    )  # fmt: skip
