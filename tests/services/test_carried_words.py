"""Carried words: a form sealed for one person, opened by nobody else and in no other shape."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.services.actor import Actor
from journal.services.sign_in import carried_words
from journal.services.sign_in.carried_words import CarriedWords
from tests.support.cast import Cast

SLOW: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
WORDS = CarriedWords("reflections.save", "01a202b3-0359-7f7b-9d03-f961dbae9889", {"text": "kept words"})


@settings(max_examples=30, **SLOW)
@given(fields=st.dictionaries(ANYTHING, ANYTHING, max_size=5))
def test_what_was_carried_comes_back(patient: Actor, fields: dict[str, str]) -> None:
    words = CarriedWords("notes.add", "x", fields)
    carried = carried_words.carry(patient.clinic_id, patient.id, words)
    assert carried_words.read(patient, carried) == words


@pytest.mark.parametrize("part", ["other_patient", "therapist", "manager"])
def test_nobody_else_is_given_them(cast: Cast, patient: Actor, part: str) -> None:
    carried = carried_words.carry(patient.clinic_id, patient.id, WORDS)
    assert carried_words.read(getattr(cast, part).actor(), carried) is None
    assert b"kept words" not in base64.urlsafe_b64decode(carried)


@settings(max_examples=60, **SLOW)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_changed_bit_opens_nothing(patient: Actor, place: int, bit: int) -> None:
    sealed = bytearray(base64.urlsafe_b64decode(carried_words.carry(patient.clinic_id, patient.id, WORDS)))
    sealed[place % len(sealed)] ^= 1 << bit
    assert carried_words.read(patient, base64.urlsafe_b64encode(bytes(sealed)).decode()) is None


@settings(max_examples=60, **SLOW)
@given(carried=st.text(max_size=200))
def test_whatever_comes_in_their_place_is_ignored(patient: Actor, carried: str) -> None:
    assert carried_words.read(patient, carried) is None
