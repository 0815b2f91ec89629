"""A sealed value opens whole or not at all, shows nothing, and never looks the same twice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto import sealing
from journal.crypto.errors import CannotOpen
from journal.crypto.sealing import Kind, key_version, open_value, seal, seal_value, unseal
from tests.crypto.parts import WORDS, flipped, known, place

KEY, HERE, KIND = known("key"), b"bound to this place", Kind("note", "body_sealed")
HEADER = 1 + 4 + 24
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.binary(max_size=2000), st.binary(max_size=40), st.integers(0, 2**32 - 1))
def test_what_was_sealed_opens_under_its_key_in_its_place(plaintext: bytes, bound_to: bytes, version: int) -> None:
    sealed = seal(KEY, version, plaintext, bound_to)
    assert unseal(KEY, sealed, bound_to) == plaintext
    assert key_version(sealed) == version


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8).filter("format".__ne__), JSON, max_size=4))
def test_a_record_comes_back_as_it_was(value: dict[str, Any]) -> None:
    assert open_value(KEY, KIND, place(), seal_value(KEY, 1, KIND, place(), value)) == value


def test_a_value_with_any_one_byte_changed_does_not_open() -> None:
    for spoiled in flipped(seal(KEY, 1, WORDS.encode(), HERE)):
        with pytest.raises(CannotOpen):
            unseal(KEY, spoiled, HERE)


def test_a_value_cut_off_anywhere_does_not_open() -> None:
    sealed = seal(KEY, 1, WORDS.encode(), HERE)
    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            unseal(KEY, sealed[:length], HERE)
        with pytest.raises(CannotOpen):
            unseal(KEY, sealed[length + 1 :], HERE)


@given(st.binary(max_size=600))
def test_bytes_that_nobody_sealed_do_not_open(noise: bytes) -> None:
    with pytest.raises(CannotOpen):
        unseal(KEY, noise, HERE)


@given(st.binary(min_size=1, max_size=300))
def test_a_value_with_something_behind_it_does_not_open(more: bytes) -> None:
    with pytest.raises(CannotOpen):
        unseal(KEY, seal(KEY, 1, b"words", HERE) + more, HERE)


@pytest.mark.parametrize("missing", [None, b"", b"\1"])
def test_a_missing_or_empty_value_does_not_open(missing: bytes | None) -> None:
    with pytest.raises(CannotOpen):
        open_value(KEY, KIND, place(), missing)


@pytest.mark.parametrize("too_short", [b"", b"\1\0\0\0\1", bytes(HEADER + 15)])
def test_a_value_too_short_to_name_its_key_says_only_that(too_short: bytes) -> None:
    with pytest.raises(CannotOpen):
        key_version(too_short)


@pytest.mark.parametrize("suite", [0, 2, 255])
def test_an_unknown_suite_does_not_open_even_when_it_was_sealed_so(suite: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr(sealing, "SUITE", suite)
        sealed = seal(KEY, 1, b"words", HERE)
    with pytest.raises(CannotOpen):
        unseal(KEY, sealed, HERE)


@pytest.mark.parametrize("number", [0, 2, 99, "1", None, [1]])
def test_an_unknown_format_does_not_open(number: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr(sealing, "FORMATS", (number,))
        sealed = seal_value(KEY, 1, KIND, place(), {"text": WORDS})
    with pytest.raises(CannotOpen):
        open_value(KEY, KIND, place(), sealed)


def test_a_record_without_a_format_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        open_value(KEY, KIND, place(), seal(KEY, 1, b'{"text":"words"}', sealing.bound(KIND, place())))


def test_two_seals_of_the_same_words_have_nothing_in_common() -> None:
    one, other = seal(KEY, 1, WORDS.encode(), HERE), seal(KEY, 1, WORDS.encode(), HERE)
    assert one[:5] == other[:5]
    assert one[5:HEADER] != other[5:HEADER]
    assert sum(a == b for a, b in zip(one[HEADER:], other[HEADER:], strict=True)) < 20


def test_no_salt_is_used_twice() -> None:
    assert len({seal(KEY, 1, b"", HERE)[5:HEADER] for _ in range(500)}) == 500


def test_the_words_are_nowhere_in_the_sealed_bytes() -> None:
    text = WORDS * 40
    sealed = seal_value(KEY, 1, KIND, place(), {"text": text})
    assert not any(word.encode() in sealed for word in WORDS.split() if len(word) > 3)
    assert b"text" not in sealed
    assert b"format" not in sealed


def test_short_texts_cannot_be_told_apart_by_their_length() -> None:
    lengths = {len(seal_value(KEY, 1, KIND, place(), {"text": "a" * size})) for size in range(150)}
    assert lengths == {HEADER + 256 + 16}


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(CannotOpen):
        unseal(known("another key"), seal(KEY, 1, b"words", HERE), HERE)


def test_the_reason_is_never_told() -> None:
    for wrong in (b"", b"\2" + bytes(400), seal(KEY, 1, b"words", b"elsewhere")):
        with pytest.raises(CannotOpen) as refused:
            unseal(KEY, wrong, HERE)
        assert str(refused.value) == ""
