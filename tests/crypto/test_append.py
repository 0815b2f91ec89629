"""Appended words open for one key, in one row, and say nothing to anybody else; what was once sealed opens for ever.

HPKE draws its own random bytes, so the frozen value was made once: `python -m tests.crypto.test_append` wrote it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto.accounts import PublicKeys
from journal.crypto.append import AppendTerms, open_appended, seal_appended
from journal.crypto.errors import CannotOpen, KeyRefused
from tests.crypto.parts import INSTANCE, WORDS, an_id, pairs

FROZEN = Path(__file__).resolve().parent.parent / "data" / "appended_1.json"
TERMS = AppendTerms(
    INSTANCE, an_id("clinic"), an_id("maya"), an_id("maya key"), an_id("phone"), an_id("row"),
    datetime(2026, 11, 21, 14, 5, tzinfo=UTC),
)  # fmt: skip
OTHER = UUID(int=7)
MOVED = {
    "installation": replace(TERMS, instance=bytes(16)), "clinic": replace(TERMS, clinic=OTHER),
    "person": replace(TERMS, person=OTHER), "key": replace(TERMS, person_key=OTHER),
    "phone": replace(TERMS, phone=OTHER), "row": replace(TERMS, row=OTHER),
    "time": replace(TERMS, written_at=TERMS.written_at + timedelta(microseconds=1)),
}  # fmt: skip


def sealed(text: str = WORDS) -> bytes:
    return seal_appended(pairs("maya").public(), TERMS, {"text": text})


@given(st.text())
def test_whatever_is_sealed_opens_for_its_person_alone(text: str) -> None:
    made = sealed(text)
    assert open_appended(pairs("maya"), TERMS, made) == {"text": text}
    with pytest.raises(CannotOpen):
        open_appended(pairs("ines"), TERMS, made)


def test_no_words_are_in_it_and_no_two_are_alike() -> None:
    one, other = sealed(), sealed()
    assert WORDS.encode() not in one
    assert one != other
    assert len(sealed("warm")) == len(sealed("warm, lake, door"))  # padded


@pytest.mark.parametrize("part", MOVED)
def test_moved_anywhere_else_it_does_not_open(part: str) -> None:
    with pytest.raises(CannotOpen):
        open_appended(pairs("maya"), MOVED[part], sealed())


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_noticed(where: int, change: int) -> None:
    made = bytearray(sealed("warm"))
    made[where % len(made)] ^= change
    with pytest.raises(CannotOpen):
        open_appended(pairs("maya"), TERMS, bytes(made))


@pytest.mark.parametrize("size", [0, 1, 31, 1120, 1136])
def test_what_is_too_short_does_not_open(size: int) -> None:
    with pytest.raises(CannotOpen):
        open_appended(pairs("maya"), TERMS, sealed()[:size])


@pytest.mark.parametrize("key", [b"", bytes(10), bytes(1216), b"\xff" * 1216])
def test_nothing_is_sealed_to_what_is_no_key(key: bytes) -> None:
    with pytest.raises(KeyRefused):
        seal_appended(PublicKeys(key, pairs("maya").public().signing), TERMS, {"text": WORDS})


def test_an_unknown_format_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        open_appended(pairs("maya"), TERMS, seal_appended(pairs("maya").public(), TERMS, {"format": 99}))


def test_a_frozen_value_still_opens() -> None:
    frozen = json.loads(FROZEN.read_text(encoding="ascii"))
    assert TERMS.encode().hex() == frozen["terms"]
    assert open_appended(pairs("maya"), TERMS, bytes.fromhex(frozen["sealed"])) == {"text": WORDS}


if __name__ == "__main__":
    with FROZEN.open("x", encoding="ascii") as file:
        file.write(json.dumps({"terms": TERMS.encode().hex(), "sealed": sealed().hex()}, indent=1) + "\n")
