"""The private address under which somebody's own calendar fetches their appointments: made, shown once, revoked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.tokens import hash_feed_token, make_feed_token
from journal.extensions import db
from journal.ids import make_id
from journal.models import CalendarFeed, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.appointments import calendar_files
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.work import unit_of_work


def made_at(actor: Actor) -> datetime | None:
    """Since when one's address is what it is; None where there is none. Raises `NotAllowed`."""
    _require(actor)
    feed = _of(actor.id)
    return feed.created_at if feed is not None and _is_current(feed) else None


def make(actor: Actor) -> str:
    """A new secret for one's address, which is kept nowhere; the one before leads nowhere. Raises `NotAllowed`."""
    _require(actor)
    token = make_feed_token()
    with unit_of_work():
        db.session.get_one(Person, actor.id, with_for_update=True)  # of two at once one is first
        feed = _of(actor.id) or CalendarFeed(id=make_id(), clinic_id=actor.clinic_id, person_id=actor.id, version=0)
        feed.token_hash, feed.created_at, feed.version = hash_feed_token(token), clock.now(), feed.version + 1
        db.session.add(feed)
        audit.record(Act.CALENDAR_MADE, actor.id, stamp(feed))
    return token


def revoke(actor: Actor) -> None:
    """From now on one's address leads nowhere; without one nothing happens. Raises `NotAllowed`."""
    _require(actor)
    with unit_of_work():
        end(actor.id)


def end(person_id: UUID) -> None:
    """Takes somebody's address away, also for who begins anew; in the caller's unit of work, who has asked."""
    feed = _of(person_id, lock=True)
    if feed is not None:
        feed.version += 1  # the audit knows a later version than any row that is put back
        audit.record(Act.CALENDAR_REVOKED, person_id, stamp(feed))
        db.session.delete(feed)


def read(token: str) -> bytes:
    """The calendar behind an address. Raises `NotAllowed` where there is none, or its person's account is not open."""
    found = select(CalendarFeed).where(CalendarFeed.token_hash == hash_feed_token(token))
    feed = db.session.scalars(found).one_or_none()
    if feed is None or not _is_current(feed):
        raise NotAllowed
    person = db.session.get_one(Person, feed.person_id)
    if person.status != "active" or not people.is_current(person):
        raise NotAllowed
    return calendar_files.of_person(person)


def _require(actor: Actor) -> None:
    require(actor.who, Permission.CALENDAR_KEEP, About(actor.clinic_id, person_id=actor.id))


def _of(person_id: UUID, *, lock: bool = False) -> CalendarFeed | None:
    mine = select(CalendarFeed).where(CalendarFeed.person_id == person_id)
    return db.session.scalars(mine.with_for_update() if lock else mine).one_or_none()


def _is_current(feed: CalendarFeed) -> bool:
    return not audit.stale(feed.clinic_id, [stamp(feed)])


def stamp(feed: CalendarFeed) -> audit.Stamp:
    """The address as the audit remembers it."""
    return audit.stamp(feed.clinic_id, feed.id, feed.version, feed.person_id, feed.token_hash, feed.created_at)
