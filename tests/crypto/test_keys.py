"""Keys show none of their bytes, refuse to be pickled, and give a different subkey for every purpose."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto.keys import AccountKey, Key, RingKey, SlotKey, derive_pair
from journal.crypto.passwords import make_salt, proof_from, prove_password
from journal.crypto.sign_ins import Cookie
from journal.permissions import Who
from journal.services.actor import Actor, Keys
from journal.services.people.accounts import Kit
from journal.services.sign_in.slots import Unlocked
from tests.crypto.parts import account_key, an_id, known, pairs, place, ring, server
from tests.support.installations import CHEAP

SECRET = known("account")


def some_keys() -> Keys:
    return Keys(account_key(), 1, an_id("key"), place(), b"sealed")


HOLDERS: dict[str, Callable[[], Any]] = {
    "account key": account_key,
    "slot key": lambda: SlotKey(SECRET),
    "ring key": ring,
    "key pairs": lambda: pairs("somebody"),
    "keys of an actor": some_keys,
    "actor": lambda: Actor(Who(an_id("a"), an_id("b"), "patient"), "Maya", "system", "normal", "UTC", some_keys()),
    "unlocked": lambda: Unlocked(an_id("a"), an_id("b"), 1, account_key()),
    "proof": lambda: prove_password("slow tide under the pier", make_salt(), CHEAP),
    "server secret": server,
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_what_holds_a_key_shows_none_of_it(holder: str) -> None:
    held = HOLDERS[holder]()
    shown = f"{held!r} {held}"
    for secret in (
        SECRET,
        known("ring 1"),
        known("somebody signing"),
        known("somebody sealing", 96),
        known("master 1"),
    ):
        for part in (repr(secret)[2:-1], secret.hex(), secret.hex().upper(), repr(list(secret))):
            assert part not in shown


def test_a_kit_and_a_cookie_show_nothing_either() -> None:
    cookie = Cookie(known("id"), known("secret"))
    assert "ABCD" not in repr(Kit("ABCD-EFGH"))
    assert repr(known("secret"))[2:-1] not in repr(cookie)


@pytest.mark.parametrize("holder", [name for name in HOLDERS if name != "server secret"])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_what_holds_a_key_is_not_pickled(holder: str, protocol: int) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(HOLDERS[holder](), protocol)


def test_the_server_secret_is_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(server())


def test_a_proof_shows_no_hash_to_guess_against() -> None:
    proof = proof_from(SECRET, bytes(24), "password")
    assert repr(proof.verifier_hash)[2:-1] not in repr(proof)


@pytest.mark.parametrize("holder", ["account key", "ring key", "key pairs"])
def test_a_key_is_not_copied_by_accident(holder: str) -> None:
    with pytest.raises(TypeError):
        copy.deepcopy(HOLDERS[holder]())


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_key_has_thirty_two_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Key(bytes(size))


def test_new_keys_are_all_different() -> None:
    made = {AccountKey.make().reveal() for _ in range(50)}
    made |= {RingKey.make_generation(an_id("ring"), 1).reveal() for _ in range(50)}
    assert len(made) == 100


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.text(st.characters(codec="utf-8"), max_size=20))
def test_every_purpose_has_a_subkey_of_its_own(one: str, other: str) -> None:
    key = account_key()
    assert (key.subkey(one) == key.subkey(other)) is (one == other)
    assert key.reveal() not in (key.subkey(one), key.subkey(other))


def test_a_subkey_is_the_same_each_time_and_tells_nothing_of_another_key() -> None:
    assert account_key().subkey("pins") == account_key().subkey("pins")
    assert account_key("one").subkey("pins") != account_key("other").subkey("pins")


def test_a_commitment_fixes_the_key_without_showing_it() -> None:
    assert ring().commitment() == ring().commitment()
    assert ring().commitment() != ring(generation=2).commitment()
    assert ring().commitment() != ring().reveal()


@given(st.binary(min_size=1, max_size=40), st.binary(max_size=40))
def test_what_proves_and_what_opens_are_two_different_values(secret: bytes, salt: bytes) -> None:
    proves, opens = derive_pair(secret, salt, "slot/password")
    assert proves != opens
    assert derive_pair(secret, salt, "slot/recovery-code") != (proves, opens)
