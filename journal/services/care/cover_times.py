"""Covers as pages show them, and their end when the days are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from journal import clock
from journal.extensions import db
from journal.models import Cover, Person
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.care import care_endings, cover_rows
from journal.services.people import people
from journal.services.work import unit_of_work

_OPEN = Cover.state.in_(cover_rows.OPEN)


@dataclass(frozen=True, slots=True)
class CoverCard:
    """A cover as a page shows it."""

    id: UUID
    therapist_name: str
    covering_name: str
    patient_name: str
    patient_identifier: str
    starts_on: date
    ends_on: date
    state: str
    applies: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """A therapist who could cover."""

    id: UUID
    name: str
    credentials: str


def of_patient(actor: Actor) -> list[CoverCard]:
    """The covers this patient granted that apply now or later."""
    return _cards(actor, select(Cover).where(Cover.patient_id == actor.id, Cover.state == cover_rows.GRANTED))


def of_therapist(actor: Actor) -> list[CoverCard]:
    """The covers this therapist named, whatever was answered, until their days are over. Raises `NotAllowed`."""
    require(actor.who, Permission.COVER_NAME, About(actor.clinic_id))
    return _cards(actor, select(Cover).where(Cover.therapist_id == actor.id, Cover.state != cover_rows.ENDED))


def for_colleagues(actor: Actor) -> list[CoverCard]:
    """The covers that let this therapist read, now or later. Raises `NotAllowed`."""
    require(actor.who, Permission.COVER_NAME, About(actor.clinic_id))
    return _cards(actor, select(Cover).where(Cover.covering_id == actor.id, Cover.state == cover_rows.GRANTED))


def _cards(actor: Actor, query: Select[Cover]) -> list[CoverCard]:
    today = cover_rows.today(actor.clinic_id)
    found = list(db.session.scalars(query.where(Cover.ends_on >= today).order_by(Cover.starts_on, Cover.id)))
    return [_card(cover, today) for cover in cover_rows.current(actor.clinic_id, found)]


def _card(cover: Cover, today: date) -> CoverCard:
    patient = db.session.get_one(Person, cover.patient_id)
    names = people.names(cover.clinic_id, (cover.therapist_id, cover.covering_id))
    return CoverCard(
        cover.id, names[cover.therapist_id], names[cover.covering_id], people.name_of(patient),
        people.identifier_of(patient), cover.starts_on, cover.ends_on, cover.state,
        cover.state == cover_rows.GRANTED and cover.starts_on <= today,
    )  # fmt: skip


def colleagues(actor: Actor) -> list[Colleague]:
    """The other therapists of the clinic, by name. Raises `NotAllowed`."""
    require(actor.who, Permission.COVER_NAME, About(actor.clinic_id))
    here = (Person.clinic_id == actor.clinic_id) & (Person.role == "therapist") & (Person.status == "active")
    found = filter(people.is_whole, db.session.scalars(select(Person).where(here, Person.id != actor.id)))
    cards = [Colleague(each.id, people.name_of(each), people.credentials_of(each)) for each in found]
    return sorted(cards, key=lambda card: card.name.casefold())


def end_past() -> int:
    """Ends the covers whose last day is over where their clinic is, and returns how many; needs no key."""
    soonest = clock.now().date() + timedelta(days=1)  # somewhere it is already tomorrow
    past = select(Cover).where(_OPEN, Cover.ends_on < soonest)
    ids = [cover.id for cover in db.session.scalars(past) if _is_past(cover)]
    if not ids:
        return 0
    with unit_of_work():
        locked = select(Cover).where(_OPEN, Cover.id.in_(ids)).order_by(Cover.id).with_for_update()
        still = db.session.scalars(locked).all()
        care_endings.end_covers(still, None)
    return len(still)


def _is_past(cover: Cover) -> bool:
    """Whether it is over; one that somebody changed in the database stays, and lets nobody read."""
    return cover_rows.is_whole(cover) and cover.ends_on < cover_rows.today(cover.clinic_id)
