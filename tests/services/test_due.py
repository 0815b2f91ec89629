"""What is due when: by the cadence, the sessions and what was answered; never too soon, never overlapping unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.services.measures import cadence, due_rules, shipped
from journal.services.measures.due_points import Answered, Asked, Facts, series_end
from journal.services.measures.due_rules import Due
from tests.support.days import ZONE

OFFERED = shipped.newest(shipped.definitions())
PLAN = cadence.built_in()
FIRST = datetime(2026, 5, 4, 16, tzinfo=UTC)  # noon in New York: the first session ends
ENDS = tuple(FIRST + timedelta(days=3 * number) for number in range(6))  # the last on 19 May
LAST = ENDS[-1]


def facts(now: datetime, ends: tuple[datetime, ...] = (), **more: Any) -> Facts:
    held = [each for each in ends if each <= now]
    starts = [each - timedelta(hours=2) for each in held]
    booked = [each - timedelta(hours=2) for each in ends if each - timedelta(hours=2) > now]
    return Facts(now, ZONE, **{"starts_on": date(2026, 5, 4), "starts": starts, "ends": held, "booked": booked, **more})


def due_at(now: datetime, *answers: Answered, **more: Any) -> dict[str, Due]:
    found = due_rules.due(PLAN, OFFERED, facts(now, ENDS, answers=answers, **more))
    return {each.instrument: each for each in found}


def answered(name: str, moment: datetime) -> Answered:
    return Answered(name, moment.astimezone(ZONE).date(), moment)


def test_at_the_start_all_of_intake_is_asked_and_overdue_a_day_after() -> None:
    before = due_at(FIRST - timedelta(days=7))
    assert set(before) == {"phq9", "gad7", "pcptsd5", "daily_checkin"}
    assert (before["phq9"].due_on, before["phq9"].is_overdue) == (date(2026, 4, 20), False)
    assert not due_at(FIRST - timedelta(days=20))
    late = due_rules.due(PLAN, OFFERED, facts(FIRST + timedelta(days=2)))
    assert {each.instrument for each in late if each.is_overdue} == {"phq9", "gad7", "pcptsd5", "daily_checkin"}


def test_around_a_session_a_check_in_before_and_after_effects_the_same_evening() -> None:
    intake = [answered(name, FIRST - timedelta(days=3)) for name in ("phq9", "gad7", "pcptsd5", "daily_checkin")]
    assert due_at(FIRST - timedelta(hours=6), *intake)["daily_checkin"].point == "before"
    evening = due_at(FIRST + timedelta(hours=4), *intake, rests=True)
    assert [(each.instrument, each.point, each.quiet) for each in evening.values()] == [
        ("after_effects", "evening", True)
    ]


def test_while_a_patient_rests_nothing_else_is_asked_and_no_ask_of_the_clinic() -> None:
    ask = Asked(uuid4(), "phq9", date(2026, 5, 4))
    assert not due_at(FIRST - timedelta(hours=1), rests=True, asked=[ask])
    assert due_at(FIRST - timedelta(hours=1), asked=[ask])["phq9"].ask_id == ask.id


def test_a_day_and_three_days_after_a_session_check_in_and_after_effects_come_again() -> None:
    one = (FIRST,)
    for hours, point in ((20, "day"), (66, "three_days")):
        found = due_rules.due(PLAN, OFFERED, facts(FIRST + timedelta(hours=hours), one))
        around = {each.instrument: each.point for each in found if each.point in ("day", "three_days")}
        assert around == {"daily_checkin": point, "after_effects": point}


def test_in_the_weeks_of_a_series_the_short_ones_are_asked_unless_the_long_one_was_lately() -> None:
    week = FIRST + timedelta(days=7, hours=1)
    intake = [answered(name, FIRST - timedelta(days=3)) for name in ("phq9", "gad7")]
    assert {"phq2", "gad2"} <= due_at(week, *intake).keys()
    lately = due_at(week, *intake, answered("phq9", FIRST + timedelta(days=5)))
    assert ("phq2" in lately, "gad2" in lately) == (False, True)


def test_at_the_end_of_the_series_the_long_ones_stand_in_for_the_short_ones() -> None:
    found = due_at(LAST + timedelta(days=8))
    assert {"phq9", "gad7"} <= found.keys()
    assert not {"phq2", "gad2"} & found.keys()
    assert found["phq9"].point == "end"


@pytest.mark.parametrize(
    ("days", "point"), [(28, "week_4"), (56, "week_8"), (90, "monthly"), (151, "monthly"), (180, "monthly")]
)
def test_after_the_series_the_long_ones_come_by_weeks_and_months(days: int, point: str) -> None:
    found = due_at(LAST + timedelta(days=days, hours=1))
    assert {name: each.point for name, each in found.items()} == dict.fromkeys(
        ("phq9", "gad7", "pcl5", "integration_checkin"), point
    )


def test_after_half_a_year_nothing_is_asked() -> None:
    assert not due_at(LAST + timedelta(days=215))


def test_nothing_is_asked_sooner_than_its_smallest_interval() -> None:
    now = LAST + timedelta(days=28, hours=1)
    (pcl,) = [each for each in due_at(now).values() if each.instrument == "pcl5"]
    assert pcl.due_on == date(2026, 6, 16)
    lately = due_at(now, answered("pcl5", now - timedelta(days=10)))
    assert "pcl5" not in lately
    later = due_at(now + timedelta(days=18), answered("pcl5", now - timedelta(days=10)))
    assert later["pcl5"].due_on == date(2026, 7, 4)


def test_days_that_two_answers_cover_are_said_in_words() -> None:
    found = due_at(LAST + timedelta(days=8), answered("phq9", LAST + timedelta(days=-2)))
    assert found["phq9"].overlap == (
        "It asks about the last 2 weeks and was answered 10 days ago, so some days are in both answers."
    )
    assert found["gad7"].overlap == ""


def test_a_day_that_is_another_one_where_the_patient_was_still_counts() -> None:
    opens = FIRST + timedelta(hours=18)  # six in the morning of 5 May in New York
    in_honolulu = Answered("daily_checkin", date(2026, 5, 4), opens + timedelta(minutes=30))
    found = due_rules.due(PLAN, OFFERED, facts(opens + timedelta(hours=1), (FIRST,), answers=[in_honolulu]))
    assert "daily_checkin" not in {each.instrument for each in found}
    on_paper = replace(in_honolulu, at=None)
    found = due_rules.due(PLAN, OFFERED, facts(opens + timedelta(hours=1), (FIRST,), answers=[on_paper]))
    assert "daily_checkin" in {each.instrument for each in found}


def test_a_series_goes_on_while_a_session_is_booked_and_ends_when_the_clinic_says_so() -> None:
    assert series_end(PLAN, facts(ENDS[2], ENDS)) is None
    assert series_end(PLAN, facts(ENDS[2], ENDS[:3])) == ENDS[2]
    assert series_end(PLAN, facts(ENDS[2], ENDS, is_over=True)) == ENDS[2]
    maintenance = LAST + timedelta(days=40)
    assert series_end(PLAN, facts(maintenance, (*ENDS, maintenance))) == LAST
    assert series_end(PLAN, facts(FIRST - timedelta(days=1))) is None


def test_without_a_course_only_what_the_clinic_asks_for_is_due() -> None:
    ask = Asked(uuid4(), "gad7", date(2026, 5, 1))
    (only,) = due_at(FIRST + timedelta(days=1), starts_on=None, asked=[ask]).values()
    assert (only.point, only.is_overdue, only.reason) == ("asked", True, "Your clinic asks for this")


def test_what_the_clinic_put_away_or_only_enters_is_never_asked() -> None:
    less = {name: each for name, each in OFFERED.items() if name != "gad7"}
    plan = PLAN.with_point(replace(PLAN.points[0], measures=("phq9", "gad7", "cssrs", "gone")))
    found = due_rules.due(plan, less, facts(FIRST - timedelta(days=1)))
    assert [each.instrument for each in found] == ["phq9"]


def test_what_fell_due_is_counted_with_what_became_of_it() -> None:
    now = LAST + timedelta(days=60)
    answers = [answered("phq9", LAST + timedelta(days=29)), answered("gad7", LAST + timedelta(days=45))]
    june = due_rules.fell_due(PLAN, OFFERED, facts(now, ENDS, answers=answers), date(2026, 6, 1), date(2026, 6, 30))
    assert {each.instrument: each.in_time for each in june} == {
        "phq9": True, "gad7": False, "pcl5": False, "integration_checkin": False,
    }  # fmt: skip
    july = due_rules.fell_due(PLAN, OFFERED, facts(now, ENDS, answers=answers), date(2026, 7, 1), date(2026, 7, 31))
    assert {each.in_time for each in july} == {None}  # there is still time


MOMENTS = st.datetimes(datetime(2026, 4, 1), datetime(2027, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zones follow
ANSWERS = st.builds(answered, st.sampled_from(sorted(OFFERED)), MOMENTS)


@given(MOMENTS, st.lists(MOMENTS, max_size=8), st.lists(ANSWERS, max_size=12), st.booleans())
def test_whatever_happened_no_instrument_is_due_twice_or_too_soon(
    now: datetime, ends: list[datetime], answers: list[Answered], rests: bool
) -> None:
    past = [each for each in answers if each.at and each.at <= now]
    found = due_rules.due(PLAN, OFFERED, facts(now, tuple(sorted(ends)), answers=past, rests=rests))
    assert len({each.instrument for each in found}) == len(found)
    for each in found:
        last = max((one.on for one in past if one.instrument == each.instrument), default=None)
        wait = OFFERED[each.instrument].min_interval_days
        assert last is None or now.astimezone(ZONE).date() >= last + timedelta(days=wait)
        assert each.overdue_after >= each.due_on
        assert each.quiet or not rests
    assert not {"phq2", "phq9"} <= {each.instrument for each in found}


def test_a_day_of_the_patient_that_is_ahead_of_the_clinic_s_is_the_clinic_s_here() -> None:
    now = datetime(2026, 5, 4, 16, tzinfo=UTC)
    ahead = Answered("phq9", date(2026, 5, 5), now)  # the day in Auckland
    (only,) = due_rules.due(
        PLAN, OFFERED, Facts(now, ZONE, answers=[ahead], asked=[Asked(uuid4(), "phq9", now.date())])
    )
    assert only.overlap.endswith("was answered today, so some days are in both answers.")
    at = FIRST + timedelta(days=1, hours=2)  # still the last day of its time at the clinic
    given_ = Answered("gad7", date(2026, 5, 6), at)
    fell = due_rules.fell_due(
        PLAN, OFFERED, facts(at + timedelta(days=9), answers=[given_]), date(2026, 4, 1), date(2026, 5, 31)
    )
    assert {each.instrument: each.in_time for each in fell}["gad7"] is True
