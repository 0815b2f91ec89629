"""A recovery code can be read from paper: look-alike letters are understood, and a slip of the hand is noticed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto import recovery
from journal.crypto.errors import CodeMistyped
from journal.crypto.recovery import CODE_BYTES, make_code, prove_code, read_code
from tests.crypto.parts import known

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def code_of(secret: bytes) -> str:
    """The code that stands for these bytes, without its groups."""
    body = recovery._encode(secret)
    return body + recovery._check(body)


CODES = st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES).map(code_of)


@given(st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES))
def test_every_code_gives_its_bytes_back(secret: bytes) -> None:
    assert read_code(code_of(secret)) == secret


def test_a_code_is_printed_in_groups_of_letters_that_are_hard_to_confuse() -> None:
    for _ in range(50):
        code = make_code()
        assert re.fullmatch(rf"([{LETTERS}]{{4}}-){{8}}[{LETTERS}]{{2}}", code)
        assert not set(code) & set("ILOU")


def test_a_code_holds_at_least_128_random_bits() -> None:
    assert CODE_BYTES * 8 >= 128
    assert len({make_code() for _ in range(200)}) == 200


@given(CODES, st.data())
def test_a_code_is_understood_however_it_is_typed(code: str, data: st.DataObject) -> None:
    look_alike = {"0": "0oO", "1": "1iIlL"}
    typed = "".join(
        data.draw(st.sampled_from(look_alike.get(letter, letter + letter.lower())))
        + data.draw(st.sampled_from(["", "", " ", "-", " - ", "\n", ".", "–"]))
        for letter in code
    )
    assert read_code(typed) == read_code(code)


def missed(code: str) -> list[str]:
    """Those codes with one letter changed that would be read without complaint."""
    typos = [
        code[:at] + letter + code[at + 1 :]
        for at in range(len(code))
        for letter in LETTERS
        if letter != code[at]
    ]  # fmt: skip
    return [typo for typo in typos if _is_read(typo)]


def _is_read(typed: str) -> bool:
    try:
        read_code(typed)
    except CodeMistyped:
        return False
    return True


@given(CODES)
def test_hardly_any_wrong_letter_is_missed(code: str) -> None:
    assert len(missed(code)) <= 8  # of 1,054


@given(CODES, st.integers(32, 33), st.sampled_from(LETTERS))
def test_every_wrong_check_letter_is_noticed(code: str, at: int, letter: str) -> None:
    if letter != code[at]:
        with pytest.raises(CodeMistyped):
            read_code(code[:at] + letter + code[at + 1 :])


def test_every_wrong_letter_is_noticed() -> None:
    assert not [typo for number in range(20) for typo in missed(code_of(known(f"kit {number}", CODE_BYTES)))]


@given(CODES, st.integers(1, 33))
def test_a_code_that_is_too_short_or_too_long_is_noticed(code: str, length: int) -> None:
    for typed in (code[:length], code[length:], code + code[:length]):
        with pytest.raises(CodeMistyped):
            read_code(typed)


@pytest.mark.parametrize("typed", ["", "-", "U" * 34, "é" * 34, "٣" * 34, "0" * 33 + "²", "ß" * 17, "\0" * 34])
def test_what_is_no_code_at_all_is_noticed(typed: str) -> None:
    with pytest.raises(CodeMistyped):
        read_code(typed)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_nothing_that_can_be_typed_breaks_the_reading(typed: str) -> None:
    assert _is_read(typed) in (True, False)


def test_a_code_proves_itself_with_its_own_salt_only() -> None:
    code, salt = make_code(), known("salt", 24)
    assert prove_code(code, salt).verifier_hash == prove_code(code.lower(), salt).verifier_hash
    assert prove_code(code, salt).verifier_hash != prove_code(code, bytes(24)).verifier_hash
    assert prove_code(code, salt).slot_key.reveal() != prove_code(code, bytes(24)).slot_key.reveal()
    assert prove_code(code, salt).verifier_hash != prove_code(code, salt).slot_key.reveal()
