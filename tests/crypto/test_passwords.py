"""A password is stretched once, alike however it is typed, one at a time, and never at a cost a row has chosen."""

from __future__ import annotations

import threading
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto import passwords
from journal.crypto.errors import Busy, CannotOpen
from journal.crypto.passwords import PROFILES, SALT_BYTES, WAITING, Proof, Turnstile, make_salt, prove_password
from tests.crypto.parts import known
from tests.support.installations import CHEAP, REAL

SALT = known("salt", SALT_BYTES)
TYPED = st.text(st.characters(codec="utf-8"), max_size=20)


def values(proof: Proof) -> tuple[bytes, bytes]:
    return proof.verifier_hash, proof.slot_key.reveal()


@given(TYPED)
def test_a_password_is_the_same_composed_or_decomposed(password: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, password) for form in ("NFC", "NFD"))
    assert values(prove_password(composed, SALT, CHEAP)) == values(prove_password(decomposed, SALT, CHEAP))


@given(TYPED, TYPED)
def test_two_passwords_prove_alike_only_when_they_are_the_same(one: str, other: str) -> None:
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert (values(prove_password(one, SALT, CHEAP)) == values(prove_password(other, SALT, CHEAP))) is same


@pytest.mark.parametrize(
    "different", ["Slow tide", " slow tide", "slow tide ", "slow  tide", "ſlow tide", "slow tide\0"]
)
def test_nothing_of_a_password_is_trimmed_or_folded(different: str) -> None:
    assert values(prove_password(different, SALT, CHEAP)) != values(prove_password("slow tide", SALT, CHEAP))


def test_another_salt_gives_another_proof() -> None:
    one, other = prove_password("slow tide", SALT, CHEAP), prove_password("slow tide", make_salt(), CHEAP)
    assert one.verifier_hash != other.verifier_hash
    assert one.slot_key.reveal() != other.slot_key.reveal()


def test_what_proves_a_password_does_not_open_its_slot() -> None:
    proof = prove_password("slow tide", SALT, CHEAP)
    assert proof.verifier_hash != proof.slot_key.reveal()


@pytest.mark.parametrize("profile", ["", "none", "interleaf-2025", "test ", "m=8,t=1,p=1"])
def test_a_profile_that_is_not_in_the_code_is_refused(profile: str) -> None:
    with pytest.raises(CannotOpen):
        prove_password("slow tide", SALT, profile)


@pytest.mark.parametrize("salt", [b"", bytes(8), bytes(SALT_BYTES - 1), bytes(SALT_BYTES + 1)])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    with pytest.raises(CannotOpen):
        prove_password("slow tide", salt, CHEAP)


def test_the_real_profile_costs_what_the_design_says() -> None:
    profile = PROFILES[REAL]
    assert (profile.memory_kib, profile.iterations, profile.lanes) == (64 * 1024, 3, 4)


def test_no_salt_comes_twice() -> None:
    assert len({make_salt() for _ in range(500)}) == 500


class Guests:
    """Threads that enter a turnstile and stay inside until they are let go."""

    def __init__(self, turnstile: Turnstile) -> None:
        self.turnstile, self.let_go = turnstile, threading.Event()
        self.inside, self.most, self.served, self.turned_away = 0, 0, 0, 0
        self._count = threading.Lock()

    def enter(self) -> None:
        try:
            with self.turnstile.turn():
                self._move(1)
                self.let_go.wait(20)
                self._move(-1)
        except Busy:
            with self._count:
                self.turned_away += 1

    def _move(self, step: int) -> None:
        with self._count:
            self.inside += step
            self.most, self.served = max(self.most, self.inside), self.served + (step > 0)


def until(condition: object) -> None:
    """Waits until it is so, for ten seconds at most."""
    assert callable(condition)
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.005)


@pytest.mark.parametrize("waiting", [0, 1, WAITING])
def test_one_is_inside_a_few_wait_and_the_rest_are_turned_away_at_once(waiting: int) -> None:
    guests = Guests(Turnstile(waiting))
    with ThreadPoolExecutor(12) as threads:
        for _ in range(12):
            threads.submit(guests.enter)
        until(lambda: guests.turned_away == 12 - waiting - 1)
        assert guests.inside == 1
        guests.let_go.set()
    assert (guests.served, guests.most) == (waiting + 1, 1)


def test_a_place_is_free_again_after_a_failure() -> None:
    turnstile = Turnstile(0)
    for _ in range(5):
        with pytest.raises(ValueError, match="inside"), turnstile.turn():
            raise ValueError("inside")
    with turnstile.turn(), pytest.raises(Busy), turnstile.turn():
        raise AssertionError("there is one place only")


class Stretching:
    """Stands in for Argon2id and notices how many derivations run at once."""

    running, most, calls = 0, 0, 0

    def __init__(self, **_cost: object) -> None:
        pass

    def derive(self, secret: bytes) -> bytes:
        cls = type(self)
        cls.running, cls.calls = cls.running + 1, cls.calls + 1
        cls.most = max(cls.most, cls.running)
        time.sleep(0.05)
        cls.running -= 1
        return secret.ljust(32, b"\0")


def test_a_process_stretches_exactly_one_password_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "Argon2id", Stretching)

    def attempt(_number: int) -> str:
        try:
            prove_password("slow tide", SALT, CHEAP)
        except Busy:
            return "busy"
        return "served"

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(attempt, range(12)))
    assert Stretching.most == 1
    assert answers.count("served") == Stretching.calls >= WAITING + 1
    assert "busy" in answers
