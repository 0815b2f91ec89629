"""The drawing of a course: everything lies in its place, time is honest, and nothing is drawn over a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.ids import make_id
from journal.services.measures import (
    chart,
    chart_scale,
    chart_shapes,
    measure_course,
    measure_facts,
    measure_table,
    recall,
    responses,
    scoring,
    shipped,
)
from journal.services.measures.measure_course import Course, Session
from journal.services.measures.responses import Response
from tests.services.measure_steps import adding_up

KNOWN = shipped.newest(shipped.definitions())
PHQ9 = KNOWN["phq9"]
TODAY = date(2026, 11, 28)
DAYS = st.dates(date(2021, 1, 1), TODAY)


def course(given_: list[tuple[date, int]], sessions: list[date] | None = None, name: str = "phq9") -> Course:
    kind = KNOWN[name]
    made = []
    for on, total in given_:
        answers = adding_up(kind, total)
        found = scoring.score(kind, answers)
        at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        made.append(
            Response(make_id(), 1, name, kind.definition_version, at, on, "patient", responses.DONE, uuid4(), answers,
                     found.total, found.subscales, {})
        )  # fmt: skip
    had = tuple(
        Session(n, on, datetime(on.year, on.month, on.day, 9, tzinfo=UTC)) for n, on in enumerate(sessions or [], 1)
    )
    ordered = measure_course.in_order(made, {kind.definition_version: kind})
    return Course(kind, ordered, had, (), TODAY, ZoneInfo("UTC"))


@given(st.lists(st.tuples(DAYS, st.integers(0, 27)), min_size=1, max_size=40), st.lists(DAYS, max_size=12).map(sorted))
def test_everything_lies_inside_and_in_its_order(answers: list[tuple[date, int]], sessions: list[date]) -> None:
    drawn = chart.of(course(answers, sessions), marked=True)
    assert drawn is not None
    assert len(drawn.dots) == len(answers)
    assert all(chart_scale.LEFT <= each.x <= chart_scale.RIGHT for each in (*drawn.dots, *drawn.doses, *drawn.ticks))
    assert all(chart_shapes.TOP <= each.y <= chart_shapes.BOTTOM for each in drawn.dots)
    assert all(one.x < other.x for one, other in pairwise(drawn.dots))
    assert 0 < len(drawn.ticks) <= chart_scale.MOST_TICKS + 1
    shown = [each.x for each in drawn.doses if each.on_phone]
    assert all(other - one >= chart_scale.ON_PHONE for one, other in pairwise(shown))


@given(st.lists(DAYS, min_size=2, max_size=40, unique=True).map(sorted))
def test_the_line_is_whole_but_over_a_gap(days: list[date]) -> None:
    drawn = chart.of(course([(on, 5) for on in days]), marked=False)
    assert drawn is not None
    gaps = sum((later - earlier).days > 42 for earlier, later in pairwise(days))
    assert (drawn.line.count("M"), drawn.line.count("L")) == (1 + gaps, len(days) - 1 - gaps)


def test_a_day_is_as_wide_wherever_it_is_and_what_was_not_answered_since_stays_empty() -> None:
    drawn = chart.of(course([(TODAY - timedelta(days=n), 5) for n in (200, 190, 180)]), marked=False)
    assert drawn is not None
    first, second, third = (each.x for each in drawn.dots)
    assert abs((second - first) - (third - second)) < 0.05
    assert third < 20


def test_a_patient_s_chart_has_points_and_sessions_and_nothing_that_grades_them() -> None:
    answers = [(TODAY - timedelta(days=21), 20), (TODAY - timedelta(days=14), 8), (TODAY - timedelta(days=7), 16)]
    mine = course(answers, [TODAY - timedelta(days=15)])
    plain, full = chart.of(mine, marked=False), chart.of(mine, marked=True)
    assert plain is not None
    assert full is not None
    assert [each.shape for each in plain.dots] == [chart_shapes.DOT] * 3
    assert (plain.grounds, plain.baseline) == ((), None)
    assert [(each.shape, each.way) for each in full.dots] == [("dot", ""), ("down", "better"), ("up", "worse")]
    assert [each.label for each in full.grounds] == [each.label for each in PHQ9.bands]
    assert full.baseline == full.dots[0]
    assert "from 20 on" in plain.title


def test_the_baseline_is_the_last_answer_before_the_first_session_or_else_the_first() -> None:
    days = [TODAY - timedelta(days=n) for n in (40, 30, 20)]
    given_ = list(zip(days, (20, 18, 9), strict=True))
    found = course(given_, [days[1] + timedelta(days=2)]).baseline
    assert found is not None
    assert found.total == 18
    for sessions in ([], [days[0] - timedelta(days=9)]):
        first = course(given_, sessions).baseline
        assert first is not None
        assert first.total == 20


@given(st.lists(DAYS, max_size=20).map(sorted))
def test_overlapping_recall_is_counted_and_said(days: list[date]) -> None:
    many = sum((later - earlier).days < 14 for earlier, later in pairwise(days))
    assert recall.overlapping(PHQ9, days) == many
    assert bool(recall.words(PHQ9, days)) is bool(many)
    assert not recall.words(KNOWN["daily_checkin"], days)


@pytest.mark.parametrize(
    ("hour", "source", "baseline", "after"),
    [(6, "patient", 8, None), (16, "patient", 20, 1), (16, "paper", 8, None)],
)
def test_an_answer_of_the_day_of_the_first_session_is_before_or_after_it_by_its_hour(
    hour: int, source: str, baseline: int, after: int | None
) -> None:
    on = TODAY - timedelta(days=20)
    made = course([(on - timedelta(days=3), 20), (on, 8)], [on])  # its session ends at nine
    first, last = (each.response for each in made.answers)
    then = replace(last, answered_at=datetime(on.year, on.month, on.day, hour, tzinfo=UTC), source=source)
    found = replace(made, answers=measure_course.in_order([first, then], {last.definition_version: PHQ9}))
    assert found.baseline is not None
    assert found.baseline.total == baseline
    table = measure_table.of(found, marked=True)
    assert table.rows[1][table.headings.index("After session")] == after


def test_answers_stand_in_the_order_they_were_given_on_a_journey_too() -> None:
    made = course([(TODAY - timedelta(days=1), 10), (TODAY, 18)])
    first, then = (each.response for each in made.answers)
    west = replace(then, answered_on=TODAY - timedelta(days=2))  # the day where she had flown to
    found = replace(made, answers=measure_course.in_order([west, first], {first.definition_version: PHQ9}))
    assert [each.total for each in found.scored] == [10, 18]
    assert measure_facts.marks(found)
