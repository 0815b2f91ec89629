"""The help lines of a patient are those of the country they are in: chosen by themselves, sealed, on every page."""

from __future__ import annotations

import pytest
from flask import Flask

from journal.models import Person
from journal.permissions import NotAllowed
from journal.services.clinics import clinic_settings
from journal.services.clinics import help as help_service
from journal.services.clinics.help_lines import CALL, OwnLine
from journal.services.coping_plans import plan_card
from journal.services.people import account, help_countries
from journal.services.refusals import UnknownCountry
from journal.services.safety import safety_page
from tests.security.tampering import database_out_of_reach
from tests.services.hands import overwrite, stored
from tests.services.safety_steps import answered
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def shown(cast: Cast) -> str:
    """The emergency number that the patient is given on Get help now."""
    return help_countries.for_actor(cast.patient.actor())[0].emergency.number


def test_it_is_the_clinics_country_until_the_patient_chooses_and_again_afterwards(cast: Cast) -> None:
    assert shown(cast) == "911"
    help_countries.choose(cast.patient.actor(), "GB")
    about = answered(cast)
    assert about is not None
    country, clinic = help_countries.for_actor(cast.patient.actor())
    page = safety_page.of_answer(cast.patient.actor(), about)
    assert country == page.country == plan_card.card(cast.patient.actor()).country == help_service.for_country("GB")
    assert clinic is not None
    assert page.clinic == clinic
    assert clinic.phone == "+1 212 555 0134"  # whom to call there does not change
    help_countries.choose(cast.patient.actor(), "ZZ")
    assert help_countries.for_actor(cast.patient.actor())[0] == help_service.for_country("")
    help_countries.choose(cast.patient.actor(), "")
    assert shown(cast) == "911"


def test_a_country_just_picked_is_shown_and_not_kept(cast: Cast) -> None:
    assert help_countries.for_actor(cast.patient.actor(), "IE")[0].name == "Ireland"
    assert shown(cast) == "911"


def test_where_somebody_is_lies_sealed_and_one_that_does_not_open_is_the_clinics(cast: Cast) -> None:
    sealed = []
    for country in ("NZ", "GB", "NZ"):
        help_countries.choose(cast.patient.actor(), country)
        [row] = stored(Person, Person.id == cast.patient.id)
        sealed.append(row["help_country_sealed"])
    assert len(set(sealed)) == 3  # two letters are among as many random bytes once in two hundred times
    assert {len(each) for each in sealed} == {len(row["help_country_sealed"])}
    assert len(row["help_country_sealed"]) > 250
    overwrite(Person, Person.id == cast.patient.id, help_country_sealed=row["name_sealed"])
    assert shown(cast) == "911"
    assert account.own(cast.patient.actor()).person.name == cast.patient.name


@pytest.mark.parametrize("code", ["XX", "gb", "fallback", "G", "\x00\x00"])
def test_a_country_that_nothing_is_known_of_is_refused(cast: Cast, code: str) -> None:
    with pytest.raises(UnknownCountry):
        help_countries.choose(cast.patient.actor(), code)


def test_nobody_but_a_patient_chooses(cast: Cast) -> None:
    for member in (cast.therapist, cast.manager):
        with pytest.raises(NotAllowed):
            help_countries.choose(member.actor(), "GB")


def test_lines_that_the_clinic_wrote_for_another_country_stand_there_too(cast: Cast) -> None:
    lines = (OwnLine("Night desk", "20 7946 0000", CALL, "GB"), OwnLine("Linha", "213 544 545", CALL, "PT"))
    actor = cast.manager.actor()
    clinic_settings.change(actor, clinic_settings.settings(actor).version, {"help_lines": lines})
    for code, name, first in (("GB", "United Kingdom", "Night desk"), ("PT", "PT", "Linha")):
        help_countries.choose(cast.patient.actor(), code)
        country = help_countries.for_actor(cast.patient.actor())[0]
        assert (country.code, country.name, country.lines[0].name) == (code, name, first)
    assert {"PT", "GB", "US"} < {each.code for each in help_countries.choice(cast.patient.actor()).countries}


def test_without_the_database_there_are_numbers_still(app: Flask, cast: Cast) -> None:
    help_countries.choose(cast.patient.actor(), "GB")
    actor = cast.patient.actor()
    with database_out_of_reach(app):
        assert help_countries.for_actor(actor)[0] == help_service.for_country("")
        assert help_countries.for_actor(actor, "IE")[0] == help_service.for_country("IE")
