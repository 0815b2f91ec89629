"""A renewed secret keeps what the old one made: old values open, old MACs hold, and new ones are made with the new."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto.errors import CannotOpen
from journal.crypto.fields import index_email, indexes_of_email, open_field, seal_field
from journal.crypto.sealing import Kind, key_version
from journal.crypto.server import ServerSecret
from journal.crypto.sign_ins import Cookie, open_for_sign_in, seal_for_sign_in
from journal.crypto.slots import SlotTerms, make_slot, open_slot
from journal.crypto.tokens import carry_words, read_carried_words
from tests.crypto.parts import account_key, an_id, flipped, known, place, server
from tests.crypto.test_slots import proof

OLD, BOTH, NEW = server(1), server(1, 2), server(2)
NAME, PERSON, COOKIE = Kind("person", "name_sealed"), an_id("person"), Cookie(known("id"), known("cookie"))
TERMS = SlotTerms("password", "test", bytes(24), 1)


def _field(maker: ServerSecret) -> Callable[[ServerSecret], str]:
    sealed = seal_field(maker, NAME, place(), "Maya")
    assert key_version(sealed) == maker.current
    return lambda reader: open_field(reader, NAME, place(), sealed)


def _slot(maker: ServerSecret) -> Callable[[ServerSecret], str]:
    sealed = make_slot(maker, place(), TERMS, proof(), account_key())
    return lambda reader: repr(open_slot(reader, place(), TERMS, proof(), sealed))


def _sign_in(maker: ServerSecret) -> Callable[[ServerSecret], str]:
    sealed = seal_for_sign_in(maker, COOKIE, place(), PERSON, "full", account_key())
    return lambda reader: repr(open_for_sign_in(reader, COOKIE, place(), PERSON, "full", sealed))


def _carried(maker: ServerSecret) -> Callable[[ServerSecret], str]:
    carried = carry_words(maker, place(), {"text": "Maya"})
    return lambda reader: str(read_carried_words(reader, place(), carried)["text"])


KINDS = {"field": _field, "slot": _slot, "sign-in": _sign_in, "carried words": _carried}


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_of_the_old_secret_opens_while_both_are_held(kind: str) -> None:
    opens = KINDS[kind](OLD)
    assert opens(BOTH) == opens(OLD)


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_made_during_the_change_needs_the_new_secret(kind: str) -> None:
    opens = KINDS[kind](BOTH)
    assert opens(NEW) == opens(BOTH)
    with pytest.raises(CannotOpen):
        opens(OLD)


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_of_a_secret_that_was_thrown_away_does_not_open(kind: str) -> None:
    opens = KINDS[kind](OLD)
    with pytest.raises(CannotOpen):
        opens(NEW)


@given(st.emails())
def test_an_address_is_found_under_every_version(email: str) -> None:
    assert index_email(OLD, email) in indexes_of_email(BOTH, email)
    assert index_email(BOTH, email) == indexes_of_email(BOTH, email)[0] == index_email(NEW, email)
    assert indexes_of_email(BOTH, email) == (*indexes_of_email(NEW, email), *indexes_of_email(OLD, email))


@pytest.mark.parametrize("typed", ["maya@people.example", " Maya@People.Example\n", "MAYA@PEOPLE.EXAMPLE"])
def test_an_address_is_found_however_it_is_typed(typed: str) -> None:
    assert index_email(OLD, typed) == index_email(OLD, "maya@people.example")


def test_an_index_shows_nothing_and_needs_the_secret() -> None:
    assert index_email(OLD, "maya@people.example") != index_email(NEW, "maya@people.example")
    assert b"maya" not in index_email(OLD, "maya@people.example")


def test_old_macs_hold_while_both_are_held_and_new_ones_are_made_with_the_new_secret() -> None:
    assert BOTH.mac_holds(OLD.mac("audit", "words"), "audit", "words")
    assert BOTH.mac("audit", "words") == NEW.mac("audit", "words")
    assert not NEW.mac_holds(OLD.mac("audit", "words"), "audit", "words")
    assert not OLD.mac_holds(NEW.mac("audit", "words"), "audit", "words")
    assert BOTH.belongs_to(OLD.check_value())


def test_a_mac_holds_for_its_purpose_and_words_only() -> None:
    mac = BOTH.mac("person", "Maya", 1)
    assert not BOTH.mac_holds(mac, "person-key", "Maya", 1)
    assert not BOTH.mac_holds(mac, "person", "Maya", 2)
    assert not BOTH.mac_holds(mac, "person", "Maya1")
    assert not any(BOTH.mac_holds(spoiled, "person", "Maya", 1) for spoiled in flipped(mac))
    assert not any(BOTH.mac_holds(mac[:length], "person", "Maya", 1) for length in range(len(mac)))
    assert not BOTH.mac_holds(mac + b"\0", "person", "Maya", 1)


def test_the_newest_version_comes_first() -> None:
    assert server(3, 1, 10, 2).versions == (10, 3, 2, 1)
    assert server(3, 1, 10, 2).current == 10
