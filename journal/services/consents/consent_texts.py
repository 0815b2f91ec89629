"""Texts a clinic asks its patients to agree to: numbered versions of each kind, published and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.markdown import render
from journal.models import ConsentText, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.consents import consent_defaults, consent_points
from journal.services.people import people
from journal.services.work import unit_of_work

PRIVACY, READING, TREATMENT = "privacy", "reading", "treatment"
KINDS = (PRIVACY, READING)  # in the order in which they are asked
EVERY_KIND = (*KINDS, TREATMENT)  # that of treatment is asked for each course by itself
LONGEST_TITLE, LONGEST_BODY = 200, 20_000
_OF_KIND = (
    select(ConsentText)
    .where(ConsentText.clinic_id == bindparam("clinic"), ConsentText.kind == bindparam("kind"))
    .order_by(ConsentText.number.desc())
)


class TextRefused(ValueError):
    """The text cannot be published so; the message says why."""


class TextChanged(Exception):
    """Another version was published since the page was opened."""


@dataclass(frozen=True, slots=True)
class TextPage:
    """One version of a text as its readers see it."""

    kind: str
    number: int
    title: str
    body: str
    html: Markup
    published_at: datetime
    author_name: str | None


@dataclass(frozen=True, slots=True)
class KindPage:
    """The text of a kind that counts now, and those before it, newest first."""

    current: TextPage
    earlier: tuple[TextPage, ...]
    asked_again: int


def publish_defaults(clinic_id: UUID) -> None:
    """Gives a clinic the texts it begins with, as version 1 of each kind it has none of."""
    with unit_of_work():
        for kind in EVERY_KIND:
            if not _versions(clinic_id, kind):
                title, body = consent_defaults.default(kind)
                _publish(clinic_id, kind, 1, title, body, None)


def current(clinic_id: UUID, kind: str) -> ConsentText:
    """The newest whole version of a kind. Raises `NotAllowed` where there is none."""
    found = find(clinic_id, kind)
    if found is None:
        raise NotAllowed
    return found


def find(clinic_id: UUID, kind: str) -> ConsentText | None:
    """The newest whole version of a kind; none for a kind there is not, or where all were changed by hand.

    A clinic from before there were texts is given the ones it begins with."""
    if kind not in EVERY_KIND:
        return None
    found = _versions(clinic_id, kind)
    if not found:
        try:
            publish_defaults(clinic_id)
        except IntegrityError:  # somebody else asked at the same moment; now they are there
            db.session.rollback()
        found = _versions(clinic_id, kind)
    return next(iter(whole(found)), None)


def find_newest(clinic_id: UUID, kind: str) -> ConsentText | None:
    """The newest version; none where that was changed by hand, for a yes to the one before does not stand in for it."""
    found = find(clinic_id, kind)
    return found if found is not None and _versions(clinic_id, kind)[0].id == found.id else None


def _versions(clinic_id: UUID, kind: str) -> list[ConsentText]:
    return list(db.session.scalars(_OF_KIND, {"clinic": clinic_id, "kind": kind}))


def whole(texts: Sequence[ConsentText]) -> list[ConsentText]:
    """Those that are what the audit says: a text slipped in or changed is nobody's to agree to."""
    stale = audit.stale(texts[0].clinic_id, [stamp(each) for each in texts]) if texts else set()
    return [each for each in texts if each.id not in stale]


def page_of(text: ConsentText, author_name: str | None = None) -> TextPage:
    """A version as its readers see it."""
    return TextPage(text.kind, text.number, text.title, text.body, render(text.body), text.published_at, author_name)


def version(actor: Actor, kind: str, number: int) -> TextPage:
    """One version, for those it is put to and those who write it. Raises `NotAllowed`."""
    require(actor.who, Permission.CONSENT_READ, About(actor.clinic_id))
    for text in whole(_versions(actor.clinic_id, kind)):
        if text.number == number:
            return page_of(text)
    raise NotAllowed


def of_clinic(actor: Actor) -> list[KindPage]:
    """Every kind with its versions, for the manager. Raises `NotAllowed`."""
    require(actor.who, Permission.CONSENT_PUBLISH, About(actor.clinic_id))
    return [of_kind(actor, kind) for kind in EVERY_KIND if find(actor.clinic_id, kind) is not None]


def of_kind(actor: Actor, kind: str) -> KindPage:
    """One kind with its versions, for the manager. Raises `NotAllowed`."""
    require(actor.who, Permission.CONSENT_PUBLISH, About(actor.clinic_id))
    newest = current(actor.clinic_id, kind)
    texts = whole(_versions(actor.clinic_id, kind))
    names = people.names(actor.clinic_id, {text.author_id for text in texts if text.author_id})
    pages = [page_of(text, names.get(text.author_id) if text.author_id else None) for text in texts]
    return KindPage(page_of(newest, pages[0].author_name), tuple(pages[1:]), _how_many_patients(actor.clinic_id))


def _how_many_patients(clinic_id: UUID) -> int:
    patients = (Person.clinic_id == clinic_id) & (Person.role == "patient") & (Person.status == "active")
    return db.session.scalar(select(func.count()).select_from(Person).where(patients)) or 0


def preview(actor: Actor, kind: str, title: str, body: str) -> TextPage:
    """What a new version would look like; publishes nothing. Raises `NotAllowed`, `TextRefused`."""
    require(actor.who, Permission.CONSENT_PUBLISH, About(actor.clinic_id))
    newest = current(actor.clinic_id, kind)
    title, body = _checked(newest, title, body)
    return TextPage(kind, newest.number + 1, title, body, render(body), clock.now(), None)


def publish(actor: Actor, kind: str, title: str, body: str, seen: int) -> int:
    """Publishes the next version, which every patient is then asked about; `seen` is the version it was written on.

    Raises `NotAllowed`, `TextRefused`, `TextChanged`."""
    require(actor.who, Permission.CONSENT_PUBLISH, About(actor.clinic_id))
    with unit_of_work():
        newest = current(actor.clinic_id, kind)
        if newest.number != seen:
            raise TextChanged
        _publish(actor.clinic_id, kind, seen + 1, *_checked(newest, title, body), actor.id)
    return seen + 1


def _checked(newest: ConsentText, title: str, body: str) -> tuple[str, str]:
    title, body = " ".join(title.split()), body.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not title or not body:
        raise TextRefused("Give the text a title and some words.")
    if len(title) > LONGEST_TITLE or len(body) > LONGEST_BODY:
        raise TextRefused(f"A title has at most {LONGEST_TITLE} characters, a text {LONGEST_BODY:,}.")
    if newest.kind == TREATMENT and (fault := consent_points.fault(body)):
        raise TextRefused(fault)
    if (title, body) == (newest.title, newest.body):
        raise TextRefused("These are the words of the version that counts now, so nobody would be asked anything new.")
    return title, body


def _publish(clinic_id: UUID, kind: str, number: int, title: str, body: str, author_id: UUID | None) -> None:
    text = ConsentText(
        id=make_id(), clinic_id=clinic_id, kind=kind, number=number, title=title, body=body,
        published_at=clock.now(), author_id=author_id,
    )  # fmt: skip
    db.session.add(text)
    db.session.flush()
    audit.record(Act.CONSENT_TEXT_PUBLISHED, author_id, stamp(text))


def stamp(text: ConsentText) -> audit.Stamp:
    """The text as the audit remembers it; its number is its version, since it never changes."""
    stored = (text.kind, text.title, text.body, text.published_at, text.author_id)
    return audit.stamp(text.clinic_id, text.id, text.number, *stored)
