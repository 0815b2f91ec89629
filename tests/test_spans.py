"""Counts and lengths of time are said as a person would."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.spans import ordinal, span


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "first"),
        (3, "third"),
        (12, "twelfth"),
        (13, "thirteenth"),
        (20, "twentieth"),
        (21, "21st"),
        (22, "22nd"),
        (23, "23rd"),
        (103, "103rd"),
        (111, "111th"),
        (112, "112th"),
    ],
)
def test_which_one_of_a_row(number: int, words: str) -> None:
    assert ordinal(number) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "a moment"), (timedelta(minutes=1), "1 minute"), (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=1, minutes=50), "1 hour"), (timedelta(hours=26, minutes=40), "26 hours"),
        (timedelta(days=3), "3 days"), (timedelta(days=8, hours=3), "8 days"), (timedelta(days=14), "2 weeks"),
        (timedelta(days=61), "2 months"), (timedelta(days=800), "2 years"),
    ],
)  # fmt: skip
def test_how_long(length: timedelta, words: str) -> None:
    assert span(length) == words


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40_000)))
def test_a_length_never_has_none_of_its_unit(length: timedelta) -> None:
    assert not span(length).startswith("0 ")
