"""A flag grows older while its clinic is open: a night, a weekend and a change of the clocks make none overdue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal import clock
from journal.extensions import db
from journal.models import Clinic
from journal.services.clinics import clinic_rows, clinic_settings, opening_hours
from journal.services.clinics.opening_hours import ALWAYS, AT_FIRST, LEAST, MIDNIGHT, Week
from journal.services.safety import flag_counts
from tests.services.hands import overwrite
from tests.services.safety_steps import answered, look, there
from tests.support.cast import Cast
from tests.support.days import ZONE

pytestmark = pytest.mark.usefixtures("inside")
BOUNDS = st.lists(st.integers(0, 288), max_size=4, unique=True).map(sorted)
DAYS = BOUNDS.map(lambda found: tuple((a * 5, b * 5) for a, b in zip(found[::2], found[1::2], strict=False)))
WEEKS = st.tuples(*[DAYS] * 7).filter(opening_hours.is_sound)


def at(days: int, hour: int, minute: int = 0) -> datetime:
    """A time of day so many days after the Friday that comes, where the clinic is."""
    today = clock.now().astimezone(ZONE).date()
    friday = today + timedelta(days=(4 - today.weekday()) % 7 + 7)
    return datetime(friday.year, friday.month, friday.day, hour, minute, tzinfo=ZONE) + timedelta(days=days)


def test_from_friday_afternoon_to_monday_a_working_day_has_to_go_by(cast: Cast) -> None:
    with clock.at(at(0, 16)):
        flag_id = answered(cast)
    for moment, words, is_overdue in (
        (at(0, 16, 30), "less than 1 opening hour", False),
        (at(1, 12), "1 opening hour", False),
        (at(3, 8, 59), "1 opening hour", False),
        (at(3, 15, 59), "7 opening hours", False),
        (at(3, 16, 1), "8 opening hours", True),
        (at(300, 12), "more than 99 opening hours", True),
    ):
        with clock.at(moment):
            [line] = there(cast.therapist)
            assert (line.age.words, line.age.is_overdue) == (words, is_overdue)
            assert look(cast.therapist, flag_id).age == line.age
            counts = flag_counts.of_clinic(cast.manager.actor())
            assert ([each.count for each in counts.overdue], counts.limit) == ([1] * is_overdue, "8 opening hours")


def test_a_clinic_without_hours_of_its_own_counts_round_the_clock(cast: Cast) -> None:
    actor = cast.manager.actor()
    clinic_settings.change(actor, 1, {"open_hours": ALWAYS, "flag_hours": 24})
    answered(cast)
    for hours, is_overdue in ((23, False), (25, True)):
        with clock.at(clock.now() + timedelta(hours=hours)):
            [line] = there(cast.therapist)
            assert (line.age.is_overdue, line.age.limit, line.age.words) == (is_overdue, "24 hours", f"{hours} hours")


@pytest.mark.parametrize("stored", ["", "x", "[]", "[[],[],[],[],[],[],[]]", "[[[0,30]],[],[],[],[],[],[]]", "7"])
def test_hours_that_cannot_be_read_are_round_the_clock(cast: Cast, stored: str) -> None:
    overwrite(Clinic, Clinic.id == cast.clinic_id, open_hours=stored)
    clinic = db.session.get_one(Clinic, cast.clinic_id)
    assert opening_hours.of_clinic(clinic) == ALWAYS
    assert not clinic_rows.is_current(clinic)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WEEKS, st.integers(0, 2 * 365 * 24 * 12), st.integers(0, 14 * 24 * 12))
def test_it_is_counted_as_somebody_would_who_looked_every_five_minutes(week: Week, step: int, back: int) -> None:
    clinic = Clinic(
        time_zone="Asia/Kathmandu", open_hours=opening_hours.written(week)
    )  # 45 minutes off, no summer time
    five, zone = timedelta(minutes=5), ZoneInfo("Asia/Kathmandu")
    moment = datetime(2026, 1, 1, tzinfo=UTC) + five * step

    def is_open(then: datetime) -> bool:
        there_ = then.astimezone(zone)
        return any(a <= there_.hour * 60 + there_.minute < b for a, b in week[there_.weekday()])

    looked = [is_open(moment - five * n) for n in range(1, back + 1)]
    with clock.at(moment):
        total = opening_hours.since(clinic, moment - five * back)
        assert total == five * sum(looked)
        assert opening_hours.read(opening_hours.written(week)) == week
        if total:
            assert moment - five * back <= opening_hours.late_before(clinic, total) <= moment
            assert opening_hours.since(clinic, opening_hours.late_before(clinic, total)) == total


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 8, 23), (11, 1, 25)])
def test_on_the_day_the_clocks_change_the_day_is_as_long_as_it_is(month: int, day: int, hours: int) -> None:
    midnight = datetime(2026, month, day, tzinfo=ZONE)
    with clock.at(midnight + timedelta(days=1)):  # by the clock on the wall
        always = Clinic(time_zone="America/New_York", open_hours="")
        weekdays = Clinic(time_zone="America/New_York", open_hours=opening_hours.written(AT_FIRST))
        assert opening_hours.since(always, midnight) == timedelta(hours=hours)
        assert opening_hours.since(weekdays, midnight - timedelta(days=7)) == timedelta(hours=40)


def test_what_a_clinic_begins_with_is_a_working_week() -> None:
    assert sum(last - first for day in AT_FIRST for first, last in day) == 40 * 60
    assert opening_hours.is_sound(AT_FIRST)
    assert opening_hours.is_sound(ALWAYS)
    assert not opening_hours.is_sound((((0, LEAST - 1),), *((),) * 6))
    assert not opening_hours.is_sound((((0, MIDNIGHT + 1),), *((),) * 6))
    assert not opening_hours.is_sound((((600, 700), (650, 720)), *((),) * 6))
