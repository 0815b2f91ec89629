"""The manager's pages of measures: what is offered with its notices, and what was refused and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.config import Settings
from journal.models import Clinic
from journal.services.measures import instruments
from tests.services.hands import overwrite
from tests.support.cast import Cast, signed_in
from tests.support.forms import form_with, press
from tests.support.installations import running

ALL = (
    *("after_effects", "auditc", "cadss", "cssrs", "daily_checkin", "gad2", "gad7", "integration_checkin"),
    *("pcl5", "pcptsd5", "phq2", "phq9", "wsas"),
)


def offered(app: Flask, cast: Cast) -> list[str]:
    with app.app_context():
        return sorted(instruments.of_clinic(cast.clinic_id))


def test_all_that_comes_with_the_product_is_listed_with_its_notice(ruth: FlaskClient) -> None:
    page = ruth.get("/clinic/instruments")
    assert "No permission required to reproduce, translate, display or distribute." in page.text
    assert "Thoughts that you would be better off dead" in page.text
    assert "Regenstrief" not in page.text  # the codes' notice stands in NOTICE
    assert all(f'value="{name}" checked' in page.text for name in ALL)
    assert "not offered" not in page.text


def test_what_loses_its_tick_is_offered_no_more_and_still_found(app: Flask, cast: Cast, ruth: FlaskClient) -> None:
    wanted = [name for name in ALL if name not in ("wsas", "phq2")]
    page = press(ruth, ruth.get("/clinic/instruments"), "Save", offered=wanted)
    assert page.status_code == 303
    assert offered(app, cast) == sorted(wanted)
    assert 'value="wsas" aria' in ruth.get("/clinic/instruments").text
    with app.app_context():
        assert instruments.find(cast.clinic_id, "wsas", "1.0.0") is not None


def test_phq2_is_never_the_only_question_about_mood(app: Flask, cast: Cast, ruth: FlaskClient) -> None:
    wanted = [name for name in ALL if name != "phq9"]
    page = press(ruth, ruth.get("/clinic/instruments"), "Save", offered=wanted)
    assert page.status_code == 400
    assert "no question about self-harm" in page.text
    assert 'value="phq9" aria' in page.text  # the ticks stand as they were set
    assert offered(app, cast) == sorted(ALL)


def test_of_two_who_change_the_second_is_told(app: Flask, cast: Cast, ruth: FlaskClient) -> None:
    first = ruth.get("/clinic/instruments")
    press(ruth, first, "Save", offered=[name for name in ALL if name != "wsas"])
    page = press(ruth, first, "Save", offered=[name for name in ALL if name != "cadss"])
    assert page.status_code == 409
    assert "while you typed" in page.text
    assert "wsas" not in offered(app, cast)


def test_what_was_changed_in_the_database_counts_for_nothing(app: Flask, cast: Cast, ruth: FlaskClient) -> None:
    with app.app_context():
        overwrite(Clinic, Clinic.id == cast.clinic_id, measures_away='["phq9"]')
    assert "phq9" in offered(app, cast)
    assert "changed in the database" in ruth.get("/clinic/instruments").text


@pytest.mark.one_engine("files do not depend on the database")
def test_a_refused_file_stands_on_the_page_with_line_and_reason(settings: Settings, cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "evenings.json").write_text('{\n  "id": "quiet",\n  "kind": <b>\n}')
    with running(replace(settings, instruments=folder)) as app:
        page = signed_in(app, cast.manager).get("/clinic/instruments")
    assert "evenings.json</strong>, line 3, column 11: This is no JSON" in page.text
    assert form_with(page, button="Save").action == "/clinic/instruments"
