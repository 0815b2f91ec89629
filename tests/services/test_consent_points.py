"""The text on treatment taken apart: its points, its sources, and nothing promised."""

from __future__ import annotations

import re
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.services.consents import consent_points
from journal.services.consents.consent_points import PointsText
from tests.services.test_learn import FACTUAL, PROMISES

POINTS = ["Off-label use", "Risks", "The altered state", "Touch", "Going home", "Stopping"]


def test_the_text_a_clinic_begins_with_has_its_points_and_every_fact_its_source() -> None:
    title, body = consent_points.default()
    text = consent_points.parse(body)
    assert [point.title for point in text.points] == POINTS
    assert [point.title for point in text.points if point.is_touch] == ["Touch"]
    assert not consent_points.fault(body)
    said = " ".join((title, text.opening, *(point.body for point in text.points)))
    sentences = re.split(r"(?<=[.!]) (?!\()", said)
    assert not [each for each in sentences if FACTUAL.search(re.sub(r" \(\d+\)", "", each)) and "(" not in each]
    assert not PROMISES.search(said)
    numbers = {int(number) for number in re.findall(r"\((\d+)\)", said)}
    assert numbers == set(range(1, text.sources.count("\n") + 2))


@given(body=st.text(alphabet="# aTouch\n", max_size=60))
def test_any_text_is_taken_apart(body: str) -> None:
    text = consent_points.parse(body)
    assert isinstance(text, PointsText)
    assert len({point.key for point in text.points}) == len(text.points)


@pytest.mark.parametrize(
    "line", ["\t".join([" " * 9_990] * 2) + "x", "a" + " " * 19_990 + "x", "x" + "#" * 19_990 + "x"]
)
def test_a_long_heading_is_read_through_once(line: str) -> None:
    """Every reader of a course has the text taken apart: a line of blanks took seconds each time."""
    begun = thread_time()
    assert len(consent_points.parse(f"## {line}\n\nWords.").points) == 1
    assert thread_time() - begun < 0.5


@pytest.mark.parametrize(("line", "title"), [("One ##", "One"), ("One  ", "One"), ("C# and D", "C# and D"), ("#", "#")])
def test_a_heading_is_told_without_the_hashes_that_close_it(line: str, title: str) -> None:
    assert [each.title for each in consent_points.parse(f"## {line}\n\nWords.").points] == [title]
