"""Quiet hours and lengths of time: whatever the zone, the hours and the moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from journal.services.prompts import quiet_hours
from journal.services.prompts.moments import Quiet
from journal.services.sessions import time_words

ZONES = tuple(map(ZoneInfo, ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")))
MINUTES = st.integers(0, 24 * 60 - 1)
MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
SPRING, AUTUMN = datetime(2026, 3, 8, 6, tzinfo=UTC), datetime(2026, 11, 1, 5, tzinfo=UTC)
NEAR_CHANGES = st.builds(
    lambda around, minutes: around + timedelta(minutes=minutes),
    st.sampled_from((SPRING, AUTUMN)),
    st.integers(-240, 240),
)


@given(MOMENTS | NEAR_CHANGES, st.sampled_from(ZONES), MINUTES, MINUTES)
def test_what_waits_for_the_quiet_hours_to_end_is_never_early_and_never_in_them(
    moment: datetime, zone: ZoneInfo, begins: int, ends: int
) -> None:
    quiet = Quiet(begins, ends)
    after = quiet_hours.after(moment, zone, quiet)
    assert moment <= after <= moment + timedelta(hours=26)
    assert not quiet_hours.is_quiet(after, zone, quiet)
    assert (after == moment) is not quiet_hours.is_quiet(moment, zone, quiet)


@given(MOMENTS | NEAR_CHANGES, st.sampled_from(ZONES))
def test_tomorrow_is_the_next_day_there(moment: datetime, zone: ZoneInfo) -> None:
    tomorrow = quiet_hours.tomorrow(moment, zone)
    assert moment < tomorrow <= moment + timedelta(hours=26)
    assert tomorrow.astimezone(zone).date() == moment.astimezone(zone).date() + timedelta(days=1)


def test_an_end_that_the_clocks_skip_is_the_moment_after_the_gap() -> None:
    zone, quiet = ZONES[0], Quiet(22 * 60, 2 * 60 + 30)  # 02:30 does not exist on 8 March 2026
    after = quiet_hours.after(datetime(2026, 3, 8, 6, 45, tzinfo=UTC), zone, quiet)
    assert after.astimezone(zone).strftime("%d %H:%M") == "08 03:30"


def test_before_during_and_after() -> None:
    begins, ends = datetime(2026, 5, 1, 10, tzinfo=UTC), datetime(2026, 5, 1, 12, tzinfo=UTC)
    told = [
        time_words.from_session(at, begins, ends, "your first session")
        for at in (begins - timedelta(days=2), begins, ends, ends + timedelta(hours=26))
    ]
    assert told == [
        "2 days before your first session", "during your first session", "just after your first session",
        "26 hours after your first session",
    ]  # fmt: skip
    assert time_words.from_session(ends, begins, None, "x") == "during x"
    later = ends + timedelta(hours=5)
    assert time_words.from_session(later, begins, ends, "x", is_assumed=True) == "about 5 hours after x"
