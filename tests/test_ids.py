"""Ids are UUIDs of version 7: they sort by their birth, and cannot be guessed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from journal import clock
from journal.ids import make_id

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 2), max_value=datetime(9999, 1, 1), timezones=st.just(UTC)  # noqa: DTZ001
)  # fmt: skip


def milliseconds(made: uuid.UUID) -> int:
    return made.int >> 80


@given(MOMENTS)
@example(datetime(2243, 1, 1, 0, 1, 0, 1000, tzinfo=UTC))
def test_an_id_says_its_version_variant_and_moment(moment: datetime) -> None:
    with clock.at(moment):
        made = make_id()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    age = timedelta(milliseconds=milliseconds(made))
    assert age <= moment - EPOCH < age + timedelta(milliseconds=1)


@given(MOMENTS, st.integers(1, 10**9))
def test_ids_sort_by_their_birth_as_numbers_bytes_and_words(moment: datetime, later: int) -> None:
    with clock.at(moment):
        first = make_id()
    with clock.at(moment + timedelta(milliseconds=later)):
        second = make_id()
    assert first < second
    assert first.bytes < second.bytes
    assert str(first) < str(second)


def test_ids_of_one_moment_are_all_different() -> None:
    with clock.at(NOON):
        assert len({make_id() for _ in range(5000)}) == 5000


def test_every_bit_that_is_not_fixed_is_random() -> None:
    with clock.at(NOON):
        made = [make_id().int for _ in range(300)]
    ever_set = ever_clear = 0
    for number in made:
        ever_set |= number
        ever_clear |= ~number
    assert (ever_set & ever_clear & (1 << 80) - 1).bit_count() == 74
