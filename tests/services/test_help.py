"""Help: the numbers of a country, the built-in ones where none is known."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from journal.services.clinics import help as help_service
from tests.security.tampering import database_out_of_reach
from tests.support.cast import Cast, make_clinic


@given(code=st.text(max_size=5))
def test_every_country_has_somebody_who_answers(code: str) -> None:
    country = help_service.for_country(code)
    assert country.emergency.number
    assert country.lines
    for line in country.lines:
        assert line.name
        assert line.call or line.text or line.note


@pytest.mark.parametrize(("code", "number"), [("US", "911"), ("us", "911")])
def test_a_known_country_has_its_own_number(code: str, number: str) -> None:
    assert help_service.for_country(code).emergency.number == number


def test_a_clinic_is_named_to_its_people_and_to_visitors_of_the_only_one(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for clinic_id in (cast.clinic_id, None):
            country, card = help_service.for_clinic(clinic_id)
            assert country.emergency.number == "911"
            assert card is not None
            assert card.phone_link == "+12125550134"


def test_of_two_clinics_none_is_named_to_a_visitor(app: Flask, cast: Cast) -> None:
    with app.app_context():
        make_clinic()
        assert help_service.for_clinic(None)[1] is None
        assert help_service.for_clinic(cast.clinic_id)[1] is not None


def test_without_the_database_the_built_in_numbers_stand(app: Flask, cast: Cast) -> None:
    with database_out_of_reach(app), app.app_context():
        country, card = help_service.for_clinic(cast.clinic_id)
        assert card is None
        assert country == help_service.for_country("")
