"""On a dosing day nobody asks the patient to decide: from check-in to the clinic's time next day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from journal import clock
from journal.models import AuditRow, DosingSession
from journal.permissions import NotAllowed
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.care.decisions import NotToday, may_decide
from journal.services.sessions import sessions
from tests.services.hands import stored
from tests.support.cast import Cast

NOON = datetime(2026, 3, 7, 17, 0, tzinfo=UTC)  # noon in New York, on the day before its clocks go forward
NEXT_DAY_AT_NINE = datetime(2026, 3, 8, 13, 0, tzinfo=UTC)


@pytest.fixture
def checked_in(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        therapist = cast.therapist.actor()
        with clock.at(NOON):
            sessions.check_in(therapist, cast.patient.id)
        yield cast


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (NOON, False),
        (NOON + timedelta(hours=11, minutes=59), False),
        (NEXT_DAY_AT_NINE - timedelta(microseconds=1), False),
        (NEXT_DAY_AT_NINE, True),
        (NEXT_DAY_AT_NINE + timedelta(days=400), True),
    ],
)
def test_nothing_is_asked_from_check_in_to_the_clinics_time_next_day(
    checked_in: Cast, moment: datetime, allowed: bool
) -> None:
    assert may_decide(checked_in.patient.id, moment) is allowed
    assert may_decide(checked_in.other_patient.id, moment)


def test_a_question_that_comes_all_the_same_is_refused_softly(checked_in: Cast) -> None:
    with clock.at(NOON), pytest.raises(NotToday):
        decisions.require_decision(checked_in.patient.id)
    with clock.at(NEXT_DAY_AT_NINE):
        decisions.require_decision(checked_in.patient.id)


def test_checking_in_twice_on_a_day_is_once_and_leaves_one_row(checked_in: Cast) -> None:
    with clock.at(NOON + timedelta(hours=2)):
        sessions.check_in(checked_in.therapist.actor(), checked_in.patient.id)
    assert len(stored(DosingSession)) == 1
    assert len(stored(AuditRow, AuditRow.act == Act.SESSION_CHECKED_IN)) == 1


def test_the_next_session_has_a_day_of_its_own(checked_in: Cast) -> None:
    later = NOON + timedelta(days=3)
    with clock.at(later):
        sessions.check_in(checked_in.therapist.actor(), checked_in.patient.id)
    assert not may_decide(checked_in.patient.id, later + timedelta(hours=1))


@pytest.mark.parametrize("part", ["patient", "other_patient", "other_therapist", "manager"])
def test_nobody_else_checks_a_patient_in(app: Flask, cast: Cast, part: str) -> None:
    with app.app_context():
        who = getattr(cast, part).actor()
        with pytest.raises(NotAllowed):
            sessions.check_in(who, cast.patient.id)
        assert not stored(DosingSession)
