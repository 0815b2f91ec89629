"""Browsers that have signed in before: known by a cookie that opens nothing, and called by a few plain words."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update

from journal import clock
from journal.crypto.fields import indexes_of_email
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Device, Person

MOST_KEPT = 20  # browsers of one person
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_BROWSERS = (  # what stands in a User-Agent, and what it is called; the first that fits
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser as a sign-in keeps it: the value of its device cookie, and what it is called."""

    token: str = field(repr=False)
    label: str


def label_of(user_agent: str) -> str:
    """A browser in words of a fixed vocabulary, such as "Firefox on Android"; never what it said of itself."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "A browser")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), None)
    return f"{browser} on {system}" if system else browser


def make_token() -> str:
    """The value of a new device cookie: 256 random bits."""
    return secrets.token_urlsafe(32)


def _is(token: str) -> ColumnElement[bool]:
    return Device.token_mac.in_(server_secret().macs("device", token))


def is_ours(token: str | None) -> bool:
    """Whether this cookie was set by us and somebody has signed in with it: one that was planted was not."""
    if not token or not _TOKEN.fullmatch(token):
        return False
    return db.session.scalars(select(Device.id).where(_is(token)).limit(1)).first() is not None


def knows(account: str | UUID, token: str) -> bool:
    """Whether the person of an e-mail address, or of an id, has signed in with this browser before."""
    if not _TOKEN.fullmatch(token):
        return False
    if isinstance(account, UUID):
        whose: ColumnElement[bool] = Person.id == account
    else:
        whose = Person.email_index.in_(indexes_of_email(server_secret(), account))
    found = select(Device.id).join(Person, Person.id == Device.person_id).where(whose, _is(token))
    return db.session.scalars(found.limit(1)).first() is not None


def remember(clinic_id: UUID, person_id: UUID, token: str) -> bool:
    """Keeps a browser as one of this person's; tells whether it is a new one of somebody who had others. In the
    caller's unit of work."""
    moment = clock.now()
    mine = (
        update(Device)
        .where(Device.person_id == person_id, _is(token))
        .values(last_seen_at=moment, token_mac=server_secret().mac("device", token))
    )
    if db.session.execute(mine.returning(Device.id)).first() is not None:
        return False
    had = select(Device.id).where(Device.person_id == person_id).order_by(Device.last_seen_at.desc())
    others = db.session.scalars(had).all()
    db.session.execute(delete(Device).where(Device.id.in_(others[MOST_KEPT - 1 :])))
    token_mac = server_secret().mac("device", token)
    own = {"id": make_id(), "clinic_id": clinic_id, "person_id": person_id, "token_mac": token_mac}
    db.session.add(Device(**own, created_at=moment, last_seen_at=moment))
    return bool(others)
