"""A patient tells of a session they had: it is kept once, rest begins, and the clinic's own record stays as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal import clock
from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import AuditRow, DosingSession
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care.decisions import may_decide
from journal.services.sessions import session_rows, sessions
from journal.services.sessions.telling import AN_HOUR_AGO, AT_A_TIME, JUST_NOW, TellingRefused, TypedEnd, tell
from tests.services.hands import at_once, stored
from tests.support.booking import ahead
from tests.support.cast import Cast

NOON = datetime(2026, 5, 6, 16, 0, tzinfo=UTC)  # noon in New York
TODAY, YESTERDAY = date(2026, 5, 6), date(2026, 5, 5)


def at_time(hours: int, minutes: int = 0, day: date | None = TODAY) -> TypedEnd:
    return TypedEnd(AT_A_TIME, day, hours * 60 + minutes)


def told(patient: Actor, typed: TypedEnd, at: datetime = NOON) -> DosingSession:
    with clock.at(at):
        return db.session.get_one(DosingSession, tell(patient, typed))


def refused(patient: Actor, typed: TypedEnd, at: datetime = NOON) -> str:
    with clock.at(at), pytest.raises(TellingRefused) as caught:
        tell(patient, typed)
    return str(caught.value)


def test_it_is_kept_with_its_end_and_rest_begins(patient: Actor) -> None:
    session = told(patient, TypedEnd(AN_HOUR_AGO))
    assert (session.checked_in_by, session.ended_at) == (patient.id, NOON - timedelta(hours=1))
    assert not may_decide(patient.id, NOON)
    assert may_decide(patient.id, NOON + timedelta(days=1))
    assert [row["actor_id"] for row in stored(AuditRow, AuditRow.act == Act.SESSION_TOLD)] == [patient.id]
    assert session_rows.of_patient(patient.id) == [session]


def test_twice_is_once_also_later_that_day_and_from_an_old_form(patient: Actor) -> None:
    made = make_id()
    form = TypedEnd(JUST_NOW, record_id=made, token=token_for_id(server_secret(), patient.id, made))
    first = told(patient, form)
    assert first.id == made
    assert told(patient, TypedEnd(AN_HOUR_AGO), NOON + timedelta(hours=5)).id == made
    assert told(patient, form, NOON + timedelta(days=3)).id == made
    assert len(stored(DosingSession)) == 1


def test_of_two_at_once_one_is_kept(app: Flask, patient: Actor, cast: Cast) -> None:
    actors = [cast.patient.actor() for _ in range(4)]
    found = at_once(app, lambda number: tell(actors[number], TypedEnd(JUST_NOW)), 4)
    assert len({*found}) == len(stored(DosingSession)) == 1


def test_what_was_booked_that_day_is_the_same_record(patient: Actor, cast: Cast) -> None:
    with clock.at(NOON - timedelta(days=1)):
        booked = ahead(cast, 1, "dosing")
    assert told(patient, TypedEnd(JUST_NOW)).id == booked


def test_a_session_the_clinic_has_open_is_the_one_and_stays_as_it_is(patient: Actor, cast: Cast) -> None:
    with clock.at(NOON - timedelta(hours=3)):
        sessions.check_in(cast.therapist.actor(), patient.id)
    before = stored(DosingSession)
    assert told(patient, TypedEnd(JUST_NOW)).checked_in_by == cast.therapist.id
    assert stored(DosingSession) == before
    assert "has you here since today, 09:00" in refused(patient, at_time(8, 30))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (at_time(12, 1), "still to come"),
        (at_time(11, 59, YESTERDAY), "more than a day ago"),
        (at_time(9, 0, date(1970, 1, 1)), "Choose a day of the last year"),
        (TypedEnd(AT_A_TIME, TODAY), "Give the time at which it ended"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_words(patient: Actor, typed: TypedEnd, words: str) -> None:
    assert words in refused(patient, typed)
    assert not stored(DosingSession)


def test_the_clocks_going_forward_and_back(patient: Actor) -> None:
    spring, autumn = datetime(2026, 3, 8, 13, 0, tzinfo=UTC), datetime(2026, 11, 1, 5, 45, tzinfo=UTC)
    assert "does not exist on that day" in refused(patient, at_time(2, 30, date(2026, 3, 8)), spring)
    # 01:30 came once so far, and comes again in three quarters of an hour
    assert told(patient, at_time(1, 30, date(2026, 11, 1)), autumn).ended_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_told_next_morning_the_rest_is_that_of_the_day_itself(patient: Actor) -> None:
    morning = NOON + timedelta(hours=22)
    session = told(patient, at_time(15, 0, TODAY), morning)
    assert session.ended_at == NOON + timedelta(hours=3)
    assert may_decide(patient.id, morning)


@pytest.mark.parametrize("part", ["therapist", "manager"])
def test_only_a_patient_tells(app: Flask, cast: Cast, part: str) -> None:
    with app.app_context(), pytest.raises(NotAllowed):
        tell(getattr(cast, part).actor(), TypedEnd(JUST_NOW))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2026, 5, 4), date(2026, 5, 8)), at=st.integers(0, 1439),
    now=st.datetimes(datetime(2026, 5, 5), datetime(2026, 5, 7), timezones=st.just(UTC)),  # noqa: DTZ001
)  # fmt: skip
def test_whatever_is_typed_is_of_the_last_day_or_refused(patient: Actor, day: date, at: int, now: datetime) -> None:
    from journal.services.sessions import telling

    with clock.at(now):
        try:
            moment = telling._moment(patient, TypedEnd(AT_A_TIME, day, at))
        except TellingRefused:
            return
    assert now - timedelta(days=1) <= moment <= now
