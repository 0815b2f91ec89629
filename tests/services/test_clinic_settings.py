"""A clinic's settings: the manager changes them, a version each time, and help shows the clinic's own lines."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from journal.extensions import db
from journal.models import AuditRow, Clinic
from journal.permissions import NotAllowed
from journal.services.audit import audit, verification
from journal.services.audit.acts import Act
from journal.services.clinics import clinic_rows, clinic_settings, help_lines
from journal.services.clinics import help as help_service
from journal.services.clinics.clinic_settings import SettingsMoved, SettingsRefused
from journal.services.clinics.clinics import UnknownTimeZone
from journal.services.clinics.help_lines import OwnLine
from journal.services.work import unit_of_work
from tests.support.cast import Cast
from tests.views.steps import change as change_rows

ANGELS = OwnLine("Night nurses of Harbour Street", "+1 212 555 0199", help_lines.CALL, "US")
ELSEWHERE = OwnLine("Samaritans", "116 123", help_lines.CALL, "IE")
CHANGED: dict[str, Any] = {
    "name": "Quay Clinic",
    "time_zone": "Europe/Dublin",
    "hours": "Weekdays, 9 to 17",
    "decisions_at_minutes": 600,
    "adult_age": 21,
    "keeps_withdrawn": True,
    "retention_years": 10,
    "record_court": "Only with an order.",
}


def acts_on_the_clinic(cast: Cast) -> list[str]:
    told = select(AuditRow.act).where(AuditRow.record_id == cast.clinic_id).order_by(AuditRow.sequence)
    return list(db.session.scalars(told))


def test_what_a_manager_changes_is_a_version_of_its_own_and_audited(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ruth = cast.manager.actor()
        before = clinic_settings.settings(ruth)
        clinic_settings.change(ruth, before.version, CHANGED)
        after = clinic_settings.settings(ruth)
        assert after.version == before.version + 1
        assert {name: after.values[name] for name in CHANGED} == CHANGED
        assert after.whole
        assert acts_on_the_clinic(cast) == [Act.CLINIC_CREATED, Act.CLINIC_CHANGED]
        assert list(verification.verify(cast.clinic_id)) == []


def test_saying_the_same_again_is_no_change(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ruth = cast.manager.actor()
        clinic_settings.change(ruth, 1, CHANGED)
        clinic_settings.change(ruth, 1, CHANGED)
        assert clinic_settings.settings(ruth).version == 2


def test_of_two_changes_at_once_the_later_one_is_told(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ruth = cast.manager.actor()
        clinic_settings.change(ruth, 1, {"phone": "+1 212 555 0111"})
        with pytest.raises(SettingsMoved):
            clinic_settings.change(ruth, 1, {"phone": "+1 212 555 0122"})
        assert clinic_settings.settings(ruth).values["phone"] == "+1 212 555 0111"


@pytest.mark.parametrize("who", ["patient", "therapist"])
def test_nobody_but_a_manager_sees_or_changes_them(app: Flask, cast: Cast, who: str) -> None:
    with app.app_context():
        actor = getattr(cast, who).actor()
        with pytest.raises(NotAllowed):
            clinic_settings.settings(actor)
        with pytest.raises(NotAllowed):
            clinic_settings.change(actor, 1, CHANGED)
        assert acts_on_the_clinic(cast) == [Act.CLINIC_CREATED]


@pytest.mark.parametrize(
    ("setting", "value", "refusal"),
    [
        ("time_zone", "Europe/Atlantis", UnknownTimeZone),
        ("time_zone", "../../etc/passwd", UnknownTimeZone),
        ("time_zone", "", UnknownTimeZone),
        ("adult_age", 17, SettingsRefused),
        ("idle_staff_minutes", 0, SettingsRefused),
        ("idle_patient_minutes", 1_000_000, SettingsRefused),
        ("retention_years", 0, SettingsRefused),
        ("decisions_at_minutes", 24 * 60, SettingsRefused),
        ("version", 9, KeyError),
        ("closed_at", None, KeyError),
    ],
)
def test_what_no_clinic_can_be_is_refused_whole(
    app: Flask, cast: Cast, setting: str, value: Any, refusal: type[Exception]
) -> None:
    with app.app_context():
        ruth = cast.manager.actor()
        with pytest.raises(refusal):
            clinic_settings.change(ruth, 1, {"name": "Half Done", setting: value})
        assert clinic_settings.settings(ruth).values["name"] == "Harbour Street Clinic"


def test_a_setting_changed_in_the_database_is_noticed(app: Flask, cast: Cast) -> None:
    change_rows(app, update(Clinic).values(keeps_withdrawn=True))
    with app.app_context():
        assert not clinic_settings.settings(cast.manager.actor()).whole
        assert list(verification.verify(cast.clinic_id)) == ["the clinic's settings are not what their newest row says"]


def test_a_clinic_from_before_its_settings_were_stamped_is_whole_and_can_be_changed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with unit_of_work():
            clinic = db.session.get_one(Clinic, cast.clinic_id)
            clinic.version = 0
            audit.record(Act.CLINIC_CREATED, None, clinic_rows.stamp(clinic))
        ruth = cast.manager.actor()
        assert clinic_settings.settings(ruth).whole
        clinic_settings.change(ruth, 0, {"phone": "+1 212 555 0111"})
        assert clinic_settings.settings(ruth).whole


def test_help_shows_the_clinics_own_lines_for_its_country_and_else_the_built_in_ones(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ruth = cast.manager.actor()
        clinic_settings.change(ruth, 1, {"help_lines": (ELSEWHERE,)})
        country, _ = help_service.for_clinic(cast.clinic_id)
        assert country == help_service.for_country("US")
        clinic_settings.change(ruth, 2, {"help_lines": (ELSEWHERE, ANGELS)})
        country, _ = help_service.for_clinic(cast.clinic_id)
        assert [(line.name, line.call, line.text) for line in country.lines] == [(ANGELS.label, ANGELS.number, None)]
        assert country.emergency.number == "911"


@pytest.mark.parametrize("stored", ["", "nothing of the kind", "[1]", '[{"label": "x"}]', '{"a": 1}', "null"])
def test_lines_that_cannot_be_read_leave_the_built_in_ones(app: Flask, cast: Cast, stored: str) -> None:
    change_rows(app, update(Clinic).values(help_lines=stored))
    with app.app_context():
        country, _ = help_service.for_clinic(cast.clinic_id)
        assert country == help_service.for_country("US")
