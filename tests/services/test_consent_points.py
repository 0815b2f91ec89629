"""The text on treatment taken apart: its points, its sources, and nothing promised."""

from __future__ import annotations

import re

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
