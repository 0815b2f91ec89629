"""Tokens that pages carry prove one thing to one person; words carried in a form open for their writer only."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto import tokens
from journal.crypto.errors import CannotOpen
from tests.crypto.parts import WORDS, account_key, an_id, flipped, place, server

PERSON, RECORD = an_id("person"), an_id("record")


def test_an_id_made_with_a_form_is_bound_to_its_person() -> None:
    token = tokens.token_for_id(server(), PERSON, RECORD)
    assert tokens.token_fits_id(server(), PERSON, RECORD, token)
    assert not tokens.token_fits_id(server(), an_id("another person"), RECORD, token)
    assert not tokens.token_fits_id(server(), PERSON, an_id("another record"), token)
    assert not tokens.token_fits_id(server(), RECORD, PERSON, token)
    assert not tokens.token_fits_id(server(2), PERSON, RECORD, token)
    assert tokens.token_fits_id(server(1, 2), PERSON, RECORD, token)


@given(st.text(st.characters(codec="utf-8"), max_size=90))
def test_no_typed_token_fits_or_breaks_anything(token: str) -> None:
    assert not tokens.token_fits_id(server(), PERSON, RECORD, token)


def test_a_form_secret_belongs_to_one_cookie_and_one_server() -> None:
    made = {
        tokens.form_secret(server(), "cookie"),
        tokens.form_secret(server(), "another cookie"),
        tokens.form_secret(server(), ""),
        tokens.form_secret(server(2), "cookie"),
        tokens.form_signing_key(server()),
    }
    assert len(made) == 5
    assert all(len(secret) == 64 for secret in made)


def test_an_invitation_is_stored_as_a_hash_of_256_random_bits() -> None:
    made = {tokens.make_invitation_token() for _ in range(100)}
    assert len(made) == len({tokens.hash_invitation_token(token) for token in made}) == 100
    assert all(len(token) == 43 for token in made)
    token = made.pop()
    assert token.encode() not in tokens.hash_invitation_token(token)
    assert tokens.hash_invitation_token(token) != tokens.hash_invitation_token(token + " ")


def test_carried_words_come_back_to_their_writer() -> None:
    carried = tokens.carry_words(server(), place(), {"text": WORDS})
    assert tokens.read_carried_words(server(), place(), carried) == {"text": WORDS}
    assert "lighthouse" not in carried
    assert b"lighthouse" not in base64.urlsafe_b64decode(carried)


def test_carried_words_open_for_nobody_else() -> None:
    carried = tokens.carry_words(server(), place(), {"text": WORDS})
    for secret, where in ((server(), place("another target")), (server(), place(version=2)), (server(2), place())):
        with pytest.raises(CannotOpen):
            tokens.read_carried_words(secret, where, carried)


def test_carried_words_that_were_changed_do_not_open() -> None:
    sealed = base64.urlsafe_b64decode(tokens.carry_words(server(), place(), {"text": WORDS}))
    for spoiled in flipped(sealed):
        with pytest.raises(CannotOpen):
            tokens.read_carried_words(server(), place(), base64.urlsafe_b64encode(spoiled).decode())


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_a_hidden_field_filled_with_anything_does_not_open(carried: str) -> None:
    with pytest.raises(CannotOpen):
        tokens.read_carried_words(server(), place(), carried)


def test_a_question_comes_back_to_who_asked_and_opens_for_nobody_else_and_no_server() -> None:
    carried = tokens.carry_question(account_key(), 1, place(), {"words": WORDS})
    assert tokens.read_question(account_key(), place(), carried) == {"words": WORDS}
    assert b"lighthouse" not in base64.urlsafe_b64decode(carried)
    for key, where in ((account_key("somebody else"), place()), (account_key(), place("another person"))):
        with pytest.raises(CannotOpen):
            tokens.read_question(key, where, carried)
    with pytest.raises(CannotOpen):
        tokens.read_carried_words(server(), place(), carried)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_an_address_with_anything_in_it_asks_nothing(carried: str) -> None:
    with pytest.raises(CannotOpen):
        tokens.read_question(account_key(), place(), carried)


def test_the_key_of_a_page_is_not_the_account_key() -> None:
    key = base64.b64decode(tokens.browser_key(account_key()))
    assert len(key) == 32
    assert key != account_key().reveal()
    assert key != base64.b64decode(tokens.browser_key(account_key("somebody else")))
