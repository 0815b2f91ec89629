"""What is typed as a local time becomes one real moment: never a skipped one, and of two the one that is meant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import clock
from journal.services.appointments.appointment_times import (
    EARLIER,
    LATER,
    TimeMissing,
    TimeRefused,
    TimeRepeated,
    TypedTime,
    around,
    moment_of,
    moments,
)

NEW_YORK = ZoneInfo("America/New_York")
ZONES = sorted(available_timezones())
WINTER = datetime(2026, 1, 5, 12, tzinfo=UTC)


def local(*parts: int) -> datetime:
    """A time that a clock shows, of no zone yet."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


local_times = st.datetimes(local(1970, 1, 2), local(2035, 12, 30)).map(lambda at: at.replace(microsecond=0))


@given(local_times, st.sampled_from(ZONES).map(ZoneInfo))
def test_every_moment_is_shown_as_typed_and_a_skipped_time_lies_between_its_neighbours(
    at: datetime, zone: ZoneInfo
) -> None:
    found = moments(at, zone)
    assert [each.astimezone(zone).replace(tzinfo=None, fold=0) for each in found] == [at] * len(found)
    assert list(found) == sorted(set(found))
    if not found:
        before, after = (each.astimezone(zone).replace(tzinfo=None) for each in around(at, zone))
        assert before < at < after
        assert all(moments(each, zone) for each in (before, after))


@given(st.datetimes(local(2026, 1, 1), local(2028, 12, 1)), st.sampled_from(ZONES).map(ZoneInfo))
def test_every_minute_of_every_zone_is_resolved_or_refused_by_its_reason(at: datetime, zone: ZoneInfo) -> None:
    typed = TypedTime(at.date(), at.hour * 60 + at.minute)
    with clock.at(WINTER):
        shown = moments(at.replace(second=0, microsecond=0), zone)
        if len(shown) == 1:
            assert moment_of(typed, zone) == shown[0]
        elif shown:
            with pytest.raises(TimeRepeated) as twice:
                moment_of(typed, zone)
            assert twice.value.moments == shown
            chosen = tuple(moment_of(TypedTime(typed.day, typed.at, which), zone) for which in (EARLIER, LATER))
            assert chosen == shown
        else:
            with pytest.raises(TimeMissing):
                moment_of(typed, zone)


def test_a_time_that_the_clocks_skip_is_refused_with_the_two_nearest() -> None:
    with clock.at(WINTER), pytest.raises(TimeMissing, match=r"8 March 2026, 01:59 and 8 March 2026, 03:00"):
        moment_of(TypedTime(date(2026, 3, 8), 150), NEW_YORK)


def test_a_time_that_comes_twice_is_asked_about() -> None:
    typed = TypedTime(date(2026, 11, 1), 90)
    with clock.at(WINTER):
        with pytest.raises(TimeRepeated):
            moment_of(typed, NEW_YORK)
        chosen = [moment_of(TypedTime(typed.day, 90, which), NEW_YORK) for which in (EARLIER, LATER)]
    assert chosen == [datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2024, 12, 1), date(2029, 2, 1), date(9999, 12, 31)])
def test_a_day_far_away_is_a_slip(day: date) -> None:
    with clock.at(WINTER), pytest.raises(TimeRefused, match="last year"):
        moment_of(TypedTime(day, 0), NEW_YORK)


def test_a_whole_day_that_was_skipped_has_neighbours() -> None:
    before, after = around(local(2011, 12, 30, 12), ZoneInfo("Pacific/Apia"))
    assert after - before == timedelta(minutes=1)
