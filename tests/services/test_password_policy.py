"""A password may be any fifteen characters that are not tried first; no rule says which characters."""

from __future__ import annotations

import contextlib
import unicodedata

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from journal.services.demonstration.demonstration import PASSWORD as OF_THE_DEMONSTRATION
from journal.services.sign_in.password_policy import LONGEST, SHORTEST, WeakPassword, _blocked_words, check_new_password

GOOD = [
    "slow tide under the pier",
    "nine herons above the weir",
    "fjärilar över ängen igen",
    "письмо под старым мостом",
    "湖の水は今日とても温かかったので泳いだ",
    "x7 Kq!z 9vL#e2T",
    "               spaces count too",
    "interleaf herons and a weir",
]
SHORT = ["", "a", "slow tide", "slow tide unde", "🦊" * 14, "e\u0301" * 14]
PATTERNS = ["a" * 15, "abababababababab", "123412341234123", "abcdefghijklmnop", "987654321098765", "0123456789012345"]
TRIED_FIRST = [
    "passwordpassword",
    "interleafinterleaf",
    "Interleaf-Interleaf-2026",
    "p@ssw0rdp@ssw0rd",
    "PASSWORD!PASSWORD!1",
]


@pytest.mark.parametrize("password", GOOD)
def test_a_few_unrelated_words_in_any_language_are_good(password: str) -> None:
    check_new_password(password)


@pytest.mark.parametrize("password", SHORT)
def test_a_short_password_is_refused_and_says_how_long(password: str) -> None:
    with pytest.raises(WeakPassword, match="15 characters or more"):
        check_new_password(password)


@pytest.mark.parametrize("password", PATTERNS)
def test_a_pattern_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword, match="pattern"):
        check_new_password(password)


@pytest.mark.parametrize("password", TRIED_FIRST)
def test_words_that_are_tried_first_are_refused_however_they_are_dressed(password: str) -> None:
    with pytest.raises(WeakPassword, match="tried first"):
        check_new_password(password)


def test_a_password_that_is_far_too_long_is_refused() -> None:
    check_new_password(("slow tide under the pier " * 30)[:LONGEST])
    with pytest.raises(WeakPassword, match="at most 512"):
        check_new_password(("slow tide under the pier " * 30)[: LONGEST + 1])


def test_length_is_counted_in_characters_as_the_person_sees_them() -> None:
    composed = "åäöéèüñçïôûâêîõ"
    assert len(composed) == SHORTEST
    check_new_password(composed)
    check_new_password(unicodedata.normalize("NFD", composed))
    with pytest.raises(WeakPassword, match="15"):
        check_new_password(unicodedata.normalize("NFD", composed[1:]))


def test_every_blocked_word_is_refused_when_repeated_to_length() -> None:
    for word in _blocked_words():
        if len(word) > 3:
            with pytest.raises(WeakPassword):
                check_new_password(word * (SHORTEST // len(word) + 1))


def test_the_blocklist_knows_product_and_clinic_and_is_ready_to_compare() -> None:
    words = _blocked_words()
    assert {"password", "interleaf", "clinic", "ketamine", "journal", "therapy"} <= set(words)
    assert all(word == word.casefold().strip() and word.isalpha() for word in words)


@pytest.mark.parametrize("password", ["8392-0571-9360-2847", "🦊🌲🌙🪨🌊🦉🍂🔥🪵🐚🌿🕯🧭🪶🛶", "#7?3 !92 $61 +85"])
def test_a_password_needs_no_letter(password: str) -> None:
    check_new_password(password)


@pytest.mark.one_engine("asks only whether the database is a demonstration")
def test_the_password_of_the_demonstration_is_refused_elsewhere(app: Flask) -> None:
    with app.app_context():
        for dressed in (OF_THE_DEMONSTRATION, OF_THE_DEMONSTRATION.upper(), f"{OF_THE_DEMONSTRATION}-2026!"):
            with pytest.raises(WeakPassword, match="demonstration"):
                check_new_password(dressed)


@given(st.text(st.characters(codec="utf-8"), max_size=600))
def test_nothing_that_can_be_typed_breaks_the_check(password: str) -> None:
    with contextlib.suppress(WeakPassword):
        check_new_password(password)


@given(st.text(st.sampled_from("ab"), min_size=15, max_size=60))
def test_two_letters_are_never_enough(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_new_password(password)
