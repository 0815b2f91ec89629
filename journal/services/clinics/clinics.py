"""Clinics: what they are called, where they are, and what they tell their patients."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import Clinic, Person
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.clinics import clinic_rows, opening_hours
from journal.services.consents import consent_texts
from journal.services.work import unit_of_work

READING_AGREEMENT = "What you share is read before your integration appointment, not in between."
FLAG_HOURS = 8  # a working day: after so many opening hours a flag is called overdue, until the clinic says otherwise
OUT_OF_HOURS = "Outside these hours a recording says whom you can call."


@dataclass(frozen=True, slots=True)
class ClinicCard:
    """A clinic as its people see it."""

    name: str
    country: str
    phone: str
    hours: str
    out_of_hours: str
    reading_agreement: str
    help_lines: str = "[]"

    @property
    def phone_link(self) -> str:
        """The phone number as a `tel:` link wants it."""
        return "".join(character for character in self.phone if character.isdigit() or character == "+")


class UnknownTimeZone(ValueError):
    """The time zone is not one of the IANA database."""


def create_clinic(
    *,
    name: str,
    time_zone: str,
    country: str,
    phone: str,
    hours: str,
    out_of_hours: str = OUT_OF_HOURS,
    reading_agreement: str = READING_AGREEMENT,
) -> UUID:
    """Makes a clinic and begins its audit. Raises `UnknownTimeZone`."""
    require_time_zone(time_zone)
    clinic = Clinic(
        id=make_id(), name=name, time_zone=time_zone, country=country, phone=phone, hours=hours,
        out_of_hours=out_of_hours, reading_agreement=reading_agreement, created_at=clock.now(), version=1,
        open_hours=opening_hours.written(opening_hours.AT_FIRST), flag_hours=FLAG_HOURS,
    )  # fmt: skip
    with unit_of_work():
        db.session.add(clinic)
        db.session.flush()
        audit.record(Act.CLINIC_CREATED, None, clinic_rows.stamp(clinic))
        consent_texts.publish_defaults(clinic.id)
    return clinic.id


def require_time_zone(name: str) -> None:
    """Raises `UnknownTimeZone` unless the name is one of the IANA database."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a name can also be that of a folder
        raise UnknownTimeZone(name) from error


def zone_of(person: Person, clinic: Clinic) -> str:
    """The time zone somebody is told times in: their own where they chose one, else the clinic's."""
    if person.time_zone is None:
        return clinic.time_zone
    try:
        require_time_zone(person.time_zone)
    except UnknownTimeZone:
        return clinic.time_zone
    return person.time_zone


def card(clinic_id: UUID) -> ClinicCard:
    """What a clinic tells its people."""
    return card_of(db.session.get_one(Clinic, clinic_id))


def only_card() -> ClinicCard | None:
    """The clinic of an installation that has exactly one; before sign-in no other is known."""
    clinics = db.session.scalars(select(Clinic).limit(2)).all()
    return card_of(clinics[0]) if len(clinics) == 1 else None


def card_of(clinic: Clinic) -> ClinicCard:
    """What a clinic tells its people, from its row."""
    return ClinicCard(
        clinic.name, clinic.country, clinic.phone, clinic.hours, clinic.out_of_hours, clinic.reading_agreement,
        clinic.help_lines,
    )  # fmt: skip


def ids() -> list[UUID]:
    """Every clinic of the installation; for commands and jobs."""
    return list(db.session.scalars(select(Clinic.id).order_by(Clinic.id)))
