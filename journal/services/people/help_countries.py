"""The country whose help lines a patient is shown: the clinic's, unless they chose another; sealed, as where somebody
is, is theirs."""

from __future__ import annotations

from dataclasses import dataclass

from journal.crypto.errors import CannotOpen
from journal.crypto.fields import open_field, seal_field
from journal.crypto.sealing import Kind
from journal.extensions import DATABASE_DOWN, db, server_secret
from journal.models import Person
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.clinics import clinics
from journal.services.clinics import help as help_service
from journal.services.clinics.clinics import ClinicCard
from journal.services.clinics.help import ELSEWHERE, CountryHelp
from journal.services.people import people
from journal.services.work import unit_of_work

COUNTRY = Kind("person", "help_country_sealed")


@dataclass(frozen=True, slots=True)
class HelpChoice:
    """What a patient can choose from, what they chose, and the name of the clinic's country, which holds otherwise."""

    own: str
    clinic_country: str
    countries: tuple[CountryHelp, ...]


class UnknownCountry(ValueError):
    """It is none of the countries that numbers are known of."""


def for_actor(actor: Actor, picked: str = "") -> tuple[CountryHelp, ClinicCard | None]:
    """Whom the actor can call: in the country just picked, else in the one they chose, else in the clinic's; and the
    clinic's card. Works without the database."""
    try:
        country = picked or own(actor)
    except DATABASE_DOWN:
        db.session.rollback()
        country = ""
    return help_service.for_clinic(actor.clinic_id, country)


def own(actor: Actor) -> str:
    """The code of the country the actor chose (ISO 3166-1); empty for the clinic's, or where it cannot be opened."""
    person = db.session.get_one(Person, actor.id)
    if person.help_country_sealed is None:
        return ""
    place = people.place(person.clinic_id, person.id)
    try:
        return open_field(server_secret(), COUNTRY, place, person.help_country_sealed)
    except CannotOpen:
        return ""


def choice(actor: Actor) -> HelpChoice:
    """What the page says where a patient chooses."""
    country, card = help_service.for_clinic(actor.clinic_id)
    return HelpChoice(own(actor), country.name, help_service.countries(card))


def choose(actor: Actor, code: str) -> None:
    """Keeps the country a patient is in; an empty code is the clinic's. Raises `NotAllowed`, `UnknownCountry`."""
    require(actor.who, Permission.HELP_COUNTRY_SET, About(actor.clinic_id, patient_id=actor.id))
    if code not in ("", ELSEWHERE) and not help_service.is_known(code, clinics.card(actor.clinic_id)):
        raise UnknownCountry(code)
    with unit_of_work():
        person = db.session.get_one(Person, actor.id)
        place = people.place(person.clinic_id, person.id)
        person.help_country_sealed = seal_field(server_secret(), COUNTRY, place, code) if code else None
        audit.record_about(Act.HELP_COUNTRY_SET, actor.id, people.stamp(person))
