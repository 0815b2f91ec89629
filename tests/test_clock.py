"""The clock tells aware moments in UTC, can be told another time, and says times as a person would."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import clock

NEW_YORK, KATHMANDU = ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")
NOW = datetime(2026, 5, 6, 18, 30, tzinfo=UTC)  # a Wednesday, 14:30 in New York
SAID = {
    timedelta(): "today, 14:30",
    timedelta(hours=14, minutes=30): "today, 00:00",
    timedelta(hours=14, minutes=31): "yesterday, 23:59",
    timedelta(days=1): "yesterday, 14:30",
    timedelta(days=2): "Monday, 14:30",
    timedelta(days=6): "Thursday, 14:30",
    timedelta(days=7): "29 April, 14:30",
    timedelta(days=150): "7 December, 13:30",
    timedelta(days=299): "11 July, 14:30",
    timedelta(days=300): "10 July 2025, 14:30",
    timedelta(days=365): "6 May 2025, 14:30",
    timedelta(days=-1): "tomorrow, 14:30",
    timedelta(days=-2): "8 May, 14:30",
    timedelta(days=-2557): "6 May 2033, 14:30",
}


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_another_time_is_told_inside_the_block_only() -> None:
    with clock.at(NOW):
        assert clock.now() == NOW
        with clock.at(NOW + timedelta(days=1)):
            assert clock.now() == NOW + timedelta(days=1)
        assert clock.now() == NOW
    assert clock.now() != NOW


def test_the_clock_is_right_again_after_a_failure() -> None:
    with pytest.raises(ValueError, match="inside"), clock.at(NOW):
        raise ValueError("inside")
    assert clock.now() != NOW


def test_another_thread_keeps_its_own_time() -> None:
    told: list[datetime] = []
    with clock.at(NOW):
        thread = threading.Thread(target=lambda: told.append(clock.now()))
        thread.start()
        thread.join()
    assert told[0] != NOW


@pytest.mark.parametrize(("ago", "said"), SAID.items())
def test_a_moment_is_said_as_a_person_would(ago: timedelta, said: str) -> None:
    assert clock.in_words(NOW - ago, NEW_YORK, NOW) == said


def test_the_day_is_that_of_the_reader() -> None:
    late = datetime(2026, 5, 6, 18, 20, tzinfo=UTC)
    assert clock.in_words(late, NEW_YORK, NOW) == "today, 14:20"
    assert clock.in_words(late - timedelta(minutes=10), KATHMANDU, late) == "yesterday, 23:55"


def test_the_exact_time_names_day_date_year_and_zone() -> None:
    assert clock.exactly(NOW, NEW_YORK) == "Wednesday, 6 May 2026, 14:30 EDT"
    assert clock.exactly(NOW - timedelta(days=150), NEW_YORK) == "Sunday, 7 December 2025, 13:30 EST"


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_moment_can_be_said_and_ends_with_its_time(moment: datetime) -> None:
    assert clock.in_words(moment, KATHMANDU, NOW).endswith(f", {moment.astimezone(KATHMANDU):%H:%M}")
