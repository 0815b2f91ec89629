"""The manager's page of when measures are asked: times and instruments, given back where they cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.extensions import db
from journal.models import Clinic
from journal.services.measures import cadence
from journal.services.measures.cadence import Cadence
from tests.services.hands import overwrite
from tests.support.cast import Cast
from tests.support.forms import press

WEEKLY = "/clinic/cadence/weekly"


def kept(app: Flask, cast: Cast) -> Cadence:
    with app.app_context():
        return cadence.of_clinic(db.session.get_one(Clinic, cast.clinic_id))


def test_every_point_is_listed_with_its_times_in_words(ruth: FlaskClient) -> None:
    page = ruth.get("/clinic/cadence").text
    for words in (
        "From 14 days before the first day of the course to 14 days after it; overdue after 24 hours",
        "From 12 hours before a booked session until it begins",
        "From 28 days after the last session of the series to 49 days after it; overdue after 35 days",
        "again every 30 days until 183 days",
        "PHQ-9, GAD-7, PC-PTSD-5, Two-minute check-in",
    ):
        assert words in page


def test_a_point_is_changed_and_put_back(app: Flask, cast: Cast, ruth: FlaskClient) -> None:
    typed = {"overdue": "4", "overdue_unit": "days", "offered": ["phq9", "gad7"]}
    assert press(ruth, ruth.get(WEEKLY), "Save", **typed).status_code == 303
    assert press(ruth, ruth.get("/clinic/cadence/before"), "Save", opens="20").status_code == 303
    changed = kept(app, cast).point("weekly")
    assert changed is not None
    assert (changed.overdue, changed.closes, set(changed.measures)) == (96, 168, {"phq9", "gad7"})
    press(ruth, ruth.get(WEEKLY), "As it comes")
    press(ruth, ruth.get("/clinic/cadence/before"), "As it comes")
    assert kept(app, cast) == cadence.built_in()


@pytest.mark.parametrize(
    ("point", "typed", "said"),
    [
        ("weekly", {"opens": "-1"}, "without a minus sign"),
        ("weekly", {"closes": ""}, "Give a whole number"),
        ("weekly", {"overdue": "9", "overdue_unit": "days"}, "It opens first"),
        ("weekly", {"closes": "9999", "closes_unit": "days"}, "up to a year"),
        ("weekly", {"offered": ["cssrs"]}, "from the list"),
        ("evening", {"offered": ["phq9"]}, "from the list"),
        ("before", {"opens": "0"}, "It opens first"),
    ],
)
def test_what_cannot_be_is_given_back_as_typed(
    app: Flask, cast: Cast, ruth: FlaskClient, point: str, typed: dict[str, Any], said: str
) -> None:
    page = press(ruth, ruth.get(f"/clinic/cadence/{point}"), "Save", **typed)
    assert page.status_code == 400
    assert said in page.text
    assert all(f'value="{value}"' in page.text for name, value in typed.items() if name in ("opens", "overdue"))
    assert kept(app, cast) == cadence.built_in()


def test_phq2_is_asked_nowhere_without_phq9_somewhere(app: Flask, cast: Cast, ruth: FlaskClient) -> None:
    for point in ("intake", "end", "week_4", "week_8"):
        assert press(ruth, ruth.get(f"/clinic/cadence/{point}"), "Save", offered=["gad7"]).status_code == 303
    page = press(ruth, ruth.get("/clinic/cadence/monthly"), "Save", offered=["gad7"])
    assert page.status_code == 400
    assert "no question about self-harm" in page.text


def test_how_long_a_gap_ends_a_series_is_set_and_checked(app: Flask, cast: Cast, ruth: FlaskClient) -> None:
    first = ruth.get("/clinic/cadence")
    assert press(ruth, first, "Save", days="30").status_code == 303
    assert kept(app, cast).series_gap_days == 30
    assert press(ruth, first, "Save", days="25").status_code == 409
    assert press(ruth, ruth.get("/clinic/cadence"), "Save", days="3").status_code == 400


def test_a_point_that_nobody_made_is_not_there(ruth: FlaskClient) -> None:
    assert ruth.get("/clinic/cadence/nowhere").status_code == 404


@pytest.mark.parametrize("stored", ['{"points": {"weekly": {"opens": 1}}}', "[]", "{", '{"series_gap_days": "x"}'])
def test_what_was_changed_in_the_database_counts_for_nothing(
    app: Flask, cast: Cast, ruth: FlaskClient, stored: str
) -> None:
    with app.app_context():
        overwrite(Clinic, Clinic.id == cast.clinic_id, cadence=stored)
    assert kept(app, cast) == cadence.read(stored) == cadence.built_in()
    assert "changed in the database" in ruth.get("/clinic/cadence").text
