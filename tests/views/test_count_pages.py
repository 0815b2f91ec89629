"""The manager's page of counts: months with their numbers, and nothing under five."""

from __future__ import annotations

from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import MeasureCount
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.measures import count_rows
from journal.services.work import unit_of_work
from tests.support.cast import Cast


def keep(cast: Cast, month: date, name: str, *numbers: int) -> None:
    answered, due, overdue = numbers
    with unit_of_work():
        row = MeasureCount(
            id=make_id(), clinic_id=cast.clinic_id, month=month, instrument=name, answered=answered, due=due,
            overdue=overdue, created_at=clock.now(), version=1,
        )  # fmt: skip
        db.session.add(row)
        audit.record(Act.MEASURES_COUNTED, None, count_rows.stamp(row))


def test_before_the_first_month_is_over_the_page_says_when_it_will_be(ruth: FlaskClient) -> None:
    assert "Nothing was counted yet" in ruth.get("/clinic/measures").text


def test_months_are_shown_newest_first_with_few_ones_hidden(app: Flask, cast: Cast, ruth: FlaskClient) -> None:
    with app.app_context():
        for month in (date(2026, 8, 1), date(2026, 9, 1)):
            keep(cast, month, "phq9", 1240, 60, 12)
            keep(cast, month, "gad7", 17, 17, 16)
            keep(cast, month, "wsas", 3, 0, 0)
    page = ruth.get("/clinic/measures").text
    assert page.index("September 2026") < page.index("August 2026")
    assert '<td data-label="Answered">1,240</td>' in page
    assert '<td data-label="Of these overdue">not shown</td>' in page
    assert ">16<" not in page
    assert "Fewer than 5 of everything: WSAS." in page
    assert ">3<" not in page
