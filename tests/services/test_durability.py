"""How long something lasts: weeks at response, its first loss, and a rise that shows twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from journal.services.measures import changes, durability, shipped
from tests.services.measure_steps import scored

KNOWN = shipped.newest(shipped.definitions())
PHQ9, PCL5, GAD7 = KNOWN["phq9"], KNOWN["pcl5"], KNOWN["gad7"]
START = datetime(2026, 3, 2, tzinfo=UTC)
SESSION = START.date() - timedelta(days=1)
TOTALS = st.lists(st.integers(0, 27), max_size=14)


def of(totals: list[int], baseline: int | None = 20, instrument: durability.Instrument = PHQ9) -> durability.Durability:
    answers = scored(START, totals)
    return durability.of(instrument, baseline, answers, SESSION, START.date() + timedelta(days=100))


def test_weeks_at_response_run_from_the_first_answer_at_it_to_the_last_before_it_is_lost() -> None:
    found = of([15, 10, 9, 8, 12, 9]).response
    assert found is not None
    assert (found.begun_on, found.weeks) == (START.date() + timedelta(days=7), 2)
    assert found.lost_on == START.date() + timedelta(days=28)


def test_a_response_that_holds_is_counted_up_to_the_last_answer_and_no_further() -> None:
    found = of([10, 9, 10]).response
    assert found is not None
    assert (found.weeks, found.lost_on) == (2, None)
    assert of([11, 12]).response is None
    assert of([5, 5], instrument=GAD7).response is None
    assert of([5, 5], baseline=None).response is None


def test_a_rise_counts_once_it_shows_twice_and_one_alone_is_said_as_such() -> None:
    twice = of([12, 6, 11, 12, 4]).rise
    assert twice is not None
    assert (twice.best, twice.total, twice.sustained) == (6, 11, True)
    assert twice.on == START.date() + timedelta(days=14)
    assert of([12, 6, 11, 8, 7]).rise is None
    once = of([12, 6, 7, 11]).rise
    assert once is not None
    assert (once.total, once.sustained) == (11, False)
    assert of([30, 16, 31, 31], instrument=PCL5).rise is not None
    assert of([30, 16, 30, 30], instrument=PCL5).rise is None


def test_answers_of_the_day_of_the_session_and_before_it_count_for_nothing() -> None:
    answers = scored(START, [1, 14, 15])
    found = durability.of(PHQ9, 20, answers, START.date(), START.date() + timedelta(days=15))
    assert (found.answers, found.best, found.days_since, found.weeks_since) == (2, 14, 15, 2)
    assert found.rise is None
    none = durability.of(PHQ9, 20, answers[:1], START.date(), START.date())
    assert (none.days_since, none.answers, none.best, none.response, none.rise) == (0, 0, None, None, None)


@given(TOTALS, st.integers(0, 27))
def test_a_response_is_what_its_answers_say(totals: list[int], baseline: int) -> None:
    found, days = of(totals, baseline).response, {each.on: each.total for each in scored(START, totals)}
    at = {on for on, total in days.items() if changes.is_response(PHQ9, baseline, total)}
    assert (found is None) is (not at)
    if found is not None:
        assert found.begun_on == min(at)
        assert {on for on in days if found.begun_on <= on <= found.until} <= at
        assert found.lost_on is None or (found.lost_on > found.until and found.lost_on not in at)
        assert found.weeks == (found.until - found.begun_on).days // 7


@given(TOTALS)
def test_a_sustained_rise_is_the_first_pair_so_far_above_the_best_before_it(totals: list[int]) -> None:
    pairs = [
        n for n in range(1, len(totals) - 1) if min(totals[n], totals[n + 1]) - min(totals[:n]) >= 5
    ]  # fmt: skip
    found = of(totals).rise
    assert (found is not None and found.sustained) is bool(pairs)
    if pairs and found is not None:
        assert found.on == START.date() + timedelta(days=7 * pairs[0])


@given(st.lists(st.integers(0, 27), max_size=14).map(lambda each: sorted(each, reverse=True)))
def test_what_only_falls_has_no_rise(totals: list[int]) -> None:
    assert of(totals).rise is None
