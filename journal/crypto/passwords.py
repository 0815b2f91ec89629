"""Turns a password into what proves it and what opens with it: one Argon2id, one at a time per process."""

from __future__ import annotations

import hashlib
import os
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from journal.crypto.errors import Busy, CannotOpen
from journal.crypto.keys import SlotKey, derive_pair

SALT_BYTES = 24
WAITING = 5  # derivations that may wait in one process; with the one at work fewer than its threads


@dataclass(frozen=True, slots=True)
class Profile:
    """Cost of one derivation; named in code so that no row can choose its own."""

    memory_kib: int
    iterations: int
    lanes: int


PROFILES = {"interleaf-2026": Profile(memory_kib=64 * 1024, iterations=3, lanes=4)}


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """What one password or code gives: a hash that proves it, and the key of its slot."""

    verifier_hash: bytes
    slot_key: SlotKey


class Turnstile:
    """Lets one derivation run at a time and a few wait; more are turned away at once."""

    def __init__(self, waiting: int) -> None:
        self._places = threading.BoundedSemaphore(waiting + 1)
        self._turn = threading.Lock()
        self.moved: Callable[[int], object] = lambda _: None
        self.refused: Callable[[], object] = lambda: None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for a turn. Raises `Busy` when too many wait already."""
        if not self._places.acquire(blocking=False):
            self.refused()
            raise Busy
        self.moved(1)
        try:
            with self._turn:
                yield
        finally:
            self.moved(-1)
            self._places.release()


_derivations = Turnstile(WAITING)


def watch_queue(moved: Callable[[int], object], refused: Callable[[], object]) -> None:
    """Tells, by 1 or -1, when a derivation comes to wait or is done, and when one is turned away."""
    _derivations.moved, _derivations.refused = moved, refused


def make_salt() -> bytes:
    """A new random salt for one slot."""
    return os.urandom(SALT_BYTES)


def prove_password(password: str, salt: bytes, profile_name: str) -> Proof:
    """Derives the proof of a password (NFC, UTF-8). Raises `CannotOpen` for a profile not in code, `Busy`."""
    profile = PROFILES.get(profile_name)
    if profile is None or len(salt) != SALT_BYTES:
        raise CannotOpen
    derivation = Argon2id(
        salt=salt, length=32, iterations=profile.iterations, lanes=profile.lanes, memory_cost=profile.memory_kib
    )
    with _derivations.turn():
        stretched = derivation.derive(unicodedata.normalize("NFC", password).encode())
    return proof_from(stretched, salt, "password")


def proof_from(secret: bytes, salt: bytes, purpose: str) -> Proof:
    """Splits a strong secret into verifier and slot key."""
    verifier, slot_key = derive_pair(secret, salt, "slot/" + purpose)
    return Proof(hashlib.sha256(verifier).digest(), SlotKey(slot_key))
