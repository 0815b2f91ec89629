"""The pages of the clinic's settings: what is typed wrong is given back with a word beside it, what is saved holds."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.cast import Cast
from tests.support.forms import forms_of, press
from tests.views.steps import post

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LINE = {"help_lines-0-label": "Night nurses", "help_lines-0-number": "+1 212 555 0199", "help_lines-0-country": "us"}


def save(client: FlaskClient, section: str, **typed: str) -> TestResponse:
    return press(client, client.get(f"/clinic/{section}"), "Save", **typed)


@pytest.mark.parametrize(
    ("section", "typed", "said"),
    [
        ("place", {"name": ""}, "Give the clinic&#39;s name."),
        ("place", {"name": "Quay\x00Clinic"}, "one line"),
        ("place", {"name": "x" * 201}, "200 characters or fewer"),
        ("place", {"time_zone": "Europe/Atlantis"}, "Choose a time zone of the list."),
        ("place", {"country": "Ireland"}, "two letters"),
        ("hours", {"phone": "ask at the desk"}, "Give a telephone number"),
        ("hours", {"hours": " "}, "Say when somebody answers."),
        ("reading", {"reading_agreement": ""}, "Say when reflections are read"),
        ("reading", {"decisions_at_minutes": "25:00"}, "Give a time of day"),
        ("adults", {"adult_age": "17"}, "from 18 to 25"),
        ("adults", {"adult_age": "old enough"}, "from 18 to 25"),
        ("idle", {"idle_staff_minutes": "0"}, "from 5 to 60"),
        ("idle", {"idle_patient_minutes": "-30"}, "from 5 to 120"),
        ("withdrawing", {"keeps_withdrawn": "perhaps"}, "is marked below"),
        ("withdrawing", {"retention_years": ""}, "from 1 to 50"),
        ("record", {"record_court": "y" * 4001}, "4,000 characters or fewer"),
        ("help-lines", {**LINE, "help_lines-0-number": "call us"}, "Give the number in digits."),
        ("help-lines", {**LINE, "help_lines-0-country": "USA"}, "Two letters"),
        ("help-lines", {**LINE, "help_lines-0-label": ""}, "Say who answers"),
        ("opening-hours", {"friday": "in the morning"}, "09:00 to 17:00"),
        ("opening-hours", {"friday": "17:00 to 09:00"}, "09:00 to 17:00"),
        ("opening-hours", {"friday": "09:61 to 17:00"}, "09:00 to 17:00"),
        ("opening-hours", dict.fromkeys(DAYS[1:], "") | {"monday": "09:00 to 09:30"}, "less than an hour a week"),
    ],
)
def test_what_a_clinic_cannot_be_is_given_back_as_typed(
    ruth: FlaskClient, section: str, typed: dict[str, str], said: str
) -> None:
    before = ruth.get("/clinic").text
    page = save(ruth, section, **typed)
    assert page.status_code == 400
    assert said in page.text or "needs another look" in page.text
    (form,) = [each for each in forms_of(page) if each.action == f"/clinic/{section}"]
    kept = {name: value for name, value in typed.items() if name not in ("time_zone", "keeps_withdrawn", "name")}
    assert {name: form.fields[name].casefold() for name in kept} == {
        name: v.casefold().strip() for name, v in kept.items()
    }
    assert ruth.get("/clinic").text.split("<main")[1] == before.split("<main")[1]


@pytest.mark.parametrize(
    ("section", "typed", "shown"),
    [
        ("place", {"name": "Quay & Sons", "time_zone": "Europe/Dublin", "country": "ie"}, "Quay &amp; Sons"),
        ("hours", {"phone": "+353 1 555 0134", "hours": "9 to 17"}, "+353 1 555 0134"),
        ("reading", {"decisions_at_minutes": "10:30"}, "10:30, next day"),
        ("adults", {"adult_age": "21"}, "21 or older"),
        ("idle", {"idle_staff_minutes": "10"}, "10 minutes"),
        ("withdrawing", {"keeps_withdrawn": "yes", "retention_years": "9"}, "stays for 9 years"),
        ("record", {"record_chart": "It is not part of your chart."}, "It is not part of your chart."),
        ("help-lines", LINE, "Night nurses, US"),
        ("opening-hours", {"monday": "08:30 to 12:00, 13:00 to 16:00", "sunday": ""}, "08:30 to 12:00, 13:00 to 16:00"),
    ],
)
def test_what_is_saved_stands_on_the_page_of_the_clinic(
    ruth: FlaskClient, section: str, typed: dict[str, str], shown: str
) -> None:
    assert save(ruth, section, **typed).status_code == 303
    page = ruth.get("/clinic")
    assert shown in page.text
    assert "Saved. It holds from now on." in page.text
    form = next(each for each in forms_of(ruth.get(f"/clinic/{section}")) if each.action == f"/clinic/{section}")
    assert {name: form.fields[name].casefold() for name in typed} == {name: v.casefold() for name, v in typed.items()}


def test_places_and_utc_are_offered_as_time_zones_and_another_name_only_where_it_is_kept(
    ruth: FlaskClient, cast: Cast
) -> None:
    def offered(path: str) -> set[str]:
        return set(re.findall(r'<option value="([^"]+)"', ruth.get(path).text.split('id="time_zone"')[1]))

    for path in ("/clinic/place", "/account"):
        assert {"Europe/Dublin", "Asia/Kathmandu", "UTC"} <= offered(path)
        assert not {"Factory", "localtime", "Zulu", "Etc/GMT+10", "Etc/UTC"} & offered(path)
    assert save(ruth, "place", time_zone="Zulu").status_code == 303
    assert '<option value="Zulu" selected>' in ruth.get("/clinic/place").text
    assert save(ruth, "place", name="Quay").status_code == 303
    assert "Zulu" not in offered("/account")
    assert post(ruth, "/account/time-zone", time_zone="Etc/GMT+10").status_code == 303
    assert '<option value="Etc/GMT+10" selected>' in ruth.get("/account").text


def test_of_two_managers_who_change_at_once_the_later_compares_first(ruth: FlaskClient) -> None:
    old = ruth.get("/clinic/hours")
    assert save(ruth, "hours", phone="+1 212 555 0111").status_code == 303
    late = press(ruth, old, "Save", hours="Weekdays only")
    assert late.status_code == 409
    assert "Somebody changed these settings while you typed" in late.text
    assert "Weekdays only" in late.text
    assert press(ruth, late, "Save").status_code == 303


def test_the_help_page_shows_the_clinics_own_lines_signed_in_or_out(
    ruth: FlaskClient, client: FlaskClient, cast: Cast
) -> None:
    save(ruth, "help-lines", **LINE)
    for visitor in (ruth, client):
        page = visitor.get("/help").text
        assert "Night nurses" in page
        assert 'href="tel:+12125550199"' in page
        assert "<strong>Call 988" not in page
    save(ruth, "help-lines", **{"help_lines-0-label": "", "help_lines-0-number": ""})
    assert "988" in client.get("/help").text
