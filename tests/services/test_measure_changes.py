"""What a difference says: both ways alike, larger than noise where the file says so, and nothing where it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.services.measures import changes, deterioration, shipped
from journal.services.measures.definition import Change

KNOWN = shipped.newest(shipped.definitions())
PHQ9, GAD7, PCL5, PHQ2 = (KNOWN[name] for name in ("phq9", "gad7", "pcl5", "phq2"))
SCALED = st.sampled_from([PHQ9, GAD7, PCL5, PHQ2])


@pytest.mark.parametrize(
    ("instrument", "earlier", "later", "words"),
    [
        (PHQ9, 20, 15, "5 lower, larger than usual measurement noise: better"),
        (PHQ9, 10, 15, "5 higher, larger than usual measurement noise: worse"),
        (PHQ9, 10, 14, "4 higher, within usual measurement noise"),
        (PHQ9, 10, 10, "the same"),
        (GAD7, 10, 14, "4 higher, larger than usual measurement noise: worse"),
        (GAD7, 10, 7, "3 lower, within usual measurement noise"),
        (PCL5, 50, 35, "15 lower, larger than usual measurement noise: better"),
        (PCL5, 50, 40, "10 lower, perhaps larger than usual measurement noise: better"),
        (PCL5, 40, 49, "9 higher, not clearly larger than usual measurement noise"),
        (PCL5, 40, 45, "5 higher, within usual measurement noise"),
        (PHQ2, 1, 6, "5 higher"),
    ],
)  # fmt: skip
def test_a_difference_is_said_with_the_thresholds_of_the_file(
    instrument: changes.Instrument, earlier: int, later: int, words: str
) -> None:
    assert changes.between(instrument, earlier, later).words == words


@given(SCALED, st.integers(0, 80), st.integers(0, 80))
def test_better_and_worse_are_marked_alike(instrument: changes.Instrument, one: int, other: int) -> None:
    there, back = changes.between(instrument, one, other), changes.between(instrument, other, one)
    assert (there.size, there.is_marked, there.points) == (back.size, back.is_marked, -back.points)
    assert {there.way, back.way} in ({changes.BETTER, changes.WORSE}, {changes.SAME})
    assert "because" not in there.words


@given(st.integers(0, 40), st.integers(0, 40))
def test_where_higher_is_better_a_rise_is_better(one: int, other: int) -> None:
    kind = replace(PHQ9, higher_is_worse=False, change=Change(mcid=5))
    found = changes.between(kind, one, other)
    assert (found.way == changes.BETTER) is (other > one)


def test_response_and_remission_are_there_only_where_the_file_defines_them() -> None:
    assert changes.is_response(PHQ9, 20, 10)
    assert not changes.is_response(PHQ9, 20, 11)
    assert not changes.is_response(PHQ9, 0, 0)
    assert changes.is_remission(PHQ9, 4)
    assert not changes.is_remission(PHQ9, 5)
    for other in (GAD7, PCL5, PHQ2):
        assert not changes.has_response(other)
        assert not changes.is_response(other, 20, 0)
        assert not changes.is_remission(other, 0)


@pytest.mark.parametrize(
    ("instrument", "least"), [(PHQ9, 5), (GAD7, 4), (PCL5, 10)], ids=["phq9", "gad7", "pcl5"]
)  # fmt: skip
def test_a_rise_since_the_last_answer_is_marked_from_the_clinical_thresholds_on(
    instrument: changes.Instrument, least: int
) -> None:
    assert not deterioration.of_totals(instrument, 3, 3 + least - 1)
    assert deterioration.of_totals(instrument, 3, 3 + least) == (
        f"{instrument.short_name} up {least} since the last answer, to {3 + least}",
    )
    assert not deterioration.of_totals(instrument, None, 20)


def test_after_effects_are_marked_by_what_they_are_and_when() -> None:
    kind = KNOWN["after_effects"]
    assert deterioration.of_answers(kind, {"craving": 1}, None) == ("Wanting more ketamine between sessions: mild",)
    assert deterioration.of_answers(kind, {"bladder": 2}, 2) == ("Pain or urgency passing urine: moderate",)
    unreal = {"unreal": 2, "hallucination": 1}
    assert not deterioration.of_answers(kind, unreal, 23.9)
    assert deterioration.of_answers(kind, unreal, 24) == ("Feeling unreal or detached that has not worn off: moderate",)
    assert not deterioration.of_answers(kind, {"dizziness": 3, "craving": 0}, 48)
