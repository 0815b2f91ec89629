"""The canonical encoding says one thing only: two different lists never give the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from journal.crypto.canonical import Part, canonical

LISTS = st.lists(st.none() | st.binary(max_size=6), max_size=6)
OF_EACH_TYPE: list[st.SearchStrategy[Any]] = [
    st.none() | st.text(max_size=8),
    st.none() | st.integers(),
    st.none() | st.uuids(),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | st.binary(max_size=8),
]


@given(LISTS, LISTS)
@example([b"ab", b"c"], [b"a", b"bc"])
@example([b""], [None])
@example([b"", b""], [b""])
@example([b"\xff\xff\xff\xff"], [None])
@example([b"\0\0\0\1a"], [b"\0\0\0\1", b"a"])
def test_two_lists_give_the_same_bytes_only_when_they_are_the_same(
    one: list[bytes | None], other: list[bytes | None]
) -> None:
    assert (canonical(*one) == canonical(*other)) is (one == other)


@given(st.tuples(*OF_EACH_TYPE), st.tuples(*OF_EACH_TYPE))
def test_each_place_of_a_list_keeps_its_value_apart_whatever_its_type(
    one: tuple[Part, ...], other: tuple[Part, ...]
) -> None:
    assert (canonical(*one) == canonical(*other)) is (one == other)


@given(LISTS)
def test_the_encoding_can_be_read_back_without_knowing_the_list(parts: list[bytes | None]) -> None:
    data = canonical(*parts)
    found: list[bytes | None] = []
    while data:
        size, data = data[:4], data[4:]
        if size == b"\xff\xff\xff\xff":
            found.append(None)
        else:
            found.append(data[: int.from_bytes(size, "big")])
            data = data[int.from_bytes(size, "big") :]
    assert found == parts


def test_a_moment_is_the_same_in_every_zone() -> None:
    moment = datetime(2026, 5, 3, 14, 2, 0, 5, tzinfo=UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert canonical(moment) == canonical(elsewhere)
    assert canonical(moment) != canonical(moment + timedelta(microseconds=1))


def test_the_encoding_is_the_one_that_stored_values_were_made_with() -> None:
    written = canonical("ü", 12, None, b"\0", UUID(int=1), datetime(2026, 5, 3, tzinfo=UTC))
    assert written == (
        b"\0\0\0\2\xc3\xbc" + b"\0\0\0\x0212" + b"\xff\xff\xff\xff" + b"\0\0\0\1\0"
        b"\0\0\0\x10" + UUID(int=1).bytes + b"\0\0\0\x20" + b"2026-05-03T00:00:00.000000+00:00"
    )
