"""Covers as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy import Select, select

from journal.extensions import db
from journal.models import Cover, Person
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.care import cover_rows
from journal.services.people import people


@dataclass(frozen=True, slots=True)
class CoverCard:
    """A cover as a page shows it."""

    id: UUID
    therapist_name: str
    covering_id: UUID
    covering_name: str
    patient_name: str
    patient_identifier: str
    starts_on: date
    ends_on: date
    state: str
    applies: bool

    @property
    def is_open(self) -> bool:
        """Whether it is asked about or granted, and can be ended."""
        return self.state in cover_rows.OPEN


@dataclass(frozen=True, slots=True)
class DaysAway:
    """Days for which one colleague was named, and what each patient answered."""

    covering_id: UUID
    covering_name: str
    starts_on: date
    ends_on: date
    covers: tuple[CoverCard, ...]

    @property
    def open(self) -> int:
        """How many patients were asked and have not said no."""
        return sum(each.is_open for each in self.covers)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A therapist who could cover."""

    id: UUID
    name: str
    credentials: str


def of_patient(actor: Actor) -> list[CoverCard]:
    """The covers this patient granted that apply now or later."""
    return _cards(actor, select(Cover).where(Cover.patient_id == actor.id, Cover.state == cover_rows.GRANTED))


def of_therapist(actor: Actor) -> list[DaysAway]:
    """The days this therapist named colleagues for, until they are over, and every cover of them, whatever was said.

    Raises `NotAllowed`."""
    require(actor.who, Permission.COVER_NAME, About(actor.clinic_id))
    latest = {
        (cover.patient_id, cover.covering_id, cover.starts_on, cover.ends_on): cover
        for cover in _ahead(actor, select(Cover).where(Cover.therapist_id == actor.id))
        if cover_rows.stands(cover)
    }
    cards = sorted((_card(cover) for cover in latest.values()), key=_place)
    return [DaysAway(*days, tuple(covers)) for days, covers in groupby(cards, key=_days)]


def _place(card: CoverCard) -> tuple[date, date, UUID, str]:
    return card.starts_on, card.ends_on, card.covering_id, card.patient_name.casefold()


def _days(card: CoverCard) -> tuple[UUID, str, date, date]:
    return card.covering_id, card.covering_name, card.starts_on, card.ends_on


def for_colleagues(actor: Actor) -> list[CoverCard]:
    """The covers that let this therapist read, now or later. Raises `NotAllowed`."""
    require(actor.who, Permission.COVER_NAME, About(actor.clinic_id))
    return _cards(actor, select(Cover).where(Cover.covering_id == actor.id, Cover.state == cover_rows.GRANTED))


def _cards(actor: Actor, query: Select[Cover]) -> list[CoverCard]:
    return [_card(cover) for cover in _ahead(actor, query)]


def _ahead(actor: Actor, query: Select[Cover]) -> list[Cover]:
    """Those whose days go on or come, as they were named."""
    days = query.where(Cover.ends_on >= cover_rows.today(actor.clinic_id)).order_by(Cover.starts_on, Cover.id)
    return cover_rows.current(actor.clinic_id, list(db.session.scalars(days)))


def _card(cover: Cover) -> CoverCard:
    patient = db.session.get_one(Person, cover.patient_id)
    names = people.names(cover.clinic_id, (cover.therapist_id, cover.covering_id))
    return CoverCard(
        cover.id, names[cover.therapist_id], cover.covering_id, names[cover.covering_id], people.name_of(patient),
        people.identifier_of(patient), cover.starts_on, cover.ends_on, cover.state,
        cover.state == cover_rows.GRANTED and cover.starts_on <= cover_rows.today(cover.clinic_id),
    )  # fmt: skip


def colleagues(actor: Actor) -> list[Colleague]:
    """The other therapists of the clinic, by name. Raises `NotAllowed`."""
    require(actor.who, Permission.COVER_NAME, About(actor.clinic_id))
    here = (Person.clinic_id == actor.clinic_id) & (Person.role == "therapist") & (Person.status == "active")
    found = filter(people.is_whole, db.session.scalars(select(Person).where(here, Person.id != actor.id)))
    cards = [Colleague(each.id, people.name_of(each), people.credentials_of(each)) for each in found]
    return sorted(cards, key=lambda card: card.name.casefold())
