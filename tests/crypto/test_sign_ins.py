"""The account key in a sign-in's row opens with cookie, secret file and row together, and with nothing less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto.errors import CannotOpen
from journal.crypto.sign_ins import Cookie, open_for_sign_in, seal_for_sign_in
from tests.crypto.parts import account_key, an_id, elsewhere, flipped, known, place, server

PERSON, COOKIE = an_id("person"), Cookie(known("id"), known("secret"))


def sealed() -> bytes:
    return seal_for_sign_in(server(), COOKIE, place(), PERSON, "full", account_key())


def test_the_cookie_opens_its_own_row() -> None:
    opened = open_for_sign_in(server(), COOKIE, place(), PERSON, "full", sealed())
    assert opened.reveal() == account_key().reveal()


@pytest.mark.parametrize(
    "cookie",
    [
        Cookie(known("id"), known("another secret")),
        Cookie(known("another id"), known("secret")),
        Cookie(known("secret"), known("id")),
        Cookie(known("id"), bytes(32)),
    ],
    ids=["another secret", "another id", "the wrong way round", "no secret"],
)
def test_another_cookie_does_not_open_the_row(cookie: Cookie) -> None:
    with pytest.raises(CannotOpen):
        open_for_sign_in(server(), cookie, place(), PERSON, "full", sealed())


def test_the_cookie_of_one_does_not_open_the_row_of_another() -> None:
    other = seal_for_sign_in(server(), Cookie.make(), place("other"), an_id("other"), "full", account_key("other"))
    for person, row in ((an_id("other"), "other"), (PERSON, "row"), (PERSON, "other"), (an_id("other"), "row")):
        with pytest.raises(CannotOpen):
            open_for_sign_in(server(), COOKIE, place(row), person, "full", other)


def test_a_row_given_to_another_person_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        open_for_sign_in(server(), COOKIE, place(), an_id("somebody else"), "full", sealed())


@pytest.mark.parametrize("level", ["pending", "FULL", "", "full "])
def test_a_row_raised_to_another_level_does_not_open(level: str) -> None:
    with pytest.raises(CannotOpen):
        open_for_sign_in(server(), COOKIE, place(), PERSON, level, sealed())


@pytest.mark.parametrize("part", ["instance", "clinic", "row"])
def test_a_row_moved_elsewhere_does_not_open(part: str) -> None:
    moved = elsewhere(part)
    with pytest.raises(CannotOpen):
        open_for_sign_in(server(), COOKIE, moved, PERSON, "full", sealed())


def test_a_row_with_any_one_byte_changed_does_not_open() -> None:
    for spoiled in flipped(sealed()):
        with pytest.raises(CannotOpen):
            open_for_sign_in(server(), COOKIE, place(), PERSON, "full", spoiled)


def test_cookie_and_row_without_the_secret_file_open_nothing() -> None:
    with pytest.raises(CannotOpen):
        open_for_sign_in(server(2), COOKIE, place(), PERSON, "full", sealed())
    stolen = replace(place(), instance=b"another instance")
    with pytest.raises(CannotOpen):
        open_for_sign_in(server(1, 2), COOKIE, stolen, PERSON, "full", sealed())


def test_the_row_keeps_neither_half_of_the_cookie() -> None:
    kept = sealed() + COOKIE.id_hash()
    assert COOKIE.id not in kept
    assert COOKIE.secret not in kept
    assert account_key().reveal() not in kept


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_cookie_is_read_back_as_it_was_set(identity: bytes, secret: bytes) -> None:
    cookie = Cookie(identity, secret)
    assert Cookie.read(cookie.value()) == cookie


@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_nothing_a_browser_may_send_breaks_the_reading(value: str) -> None:
    cookie = Cookie.read(value)
    assert cookie is None or len(cookie.id) == len(cookie.secret) == 32


@pytest.mark.parametrize("value", ["", "=", "A" * 84 + "==", "A" * 88, "ü" * 88, "A" * 10_000])
def test_what_is_no_cookie_is_none(value: str) -> None:
    assert Cookie.read(value) is None


def test_cookies_are_never_alike() -> None:
    made = [Cookie.make() for _ in range(100)]
    assert len({part for cookie in made for part in (cookie.id, cookie.secret)}) == 200
