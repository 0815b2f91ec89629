"""What the tests of sealing are made of: a place, a secret and keys with fixed bytes, and a way to spoil each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from journal.crypto.accounts import KeyPairs
from journal.crypto.keys import AccountKey, RingKey
from journal.crypto.sealing import Place
from journal.crypto.server import ServerSecret

INSTANCE = b"sixteen bytes in"
WORDS = "The lake was warm, and the lighthouse was över the quiet water."


def known(label: str, size: int = 32) -> bytes:
    """Bytes that are always the same for a label."""
    return hashlib.shake_256(label.encode()).digest(size)


def an_id(label: str) -> UUID:
    """An id that is always the same for a label."""
    return uuid5(UUID(int=0), label)


def server(*versions: int) -> ServerSecret:
    """A server secret that holds these versions; version 1 alone when none are named."""
    return ServerSecret(INSTANCE, {version: known(f"master {version}") for version in versions or (1,)})


def place(row: str = "row", version: int = 1) -> Place:
    """A place that names everything it can."""
    return Place(INSTANCE, an_id("clinic"), an_id(row), version, an_id("patient"), an_id("author"))


def elsewhere(part: str) -> Place:
    """The same place with one part of it changed."""
    others: dict[str, Any] = {"instance": b"another instance", "version": 2}
    return replace(place(), **{part: others.get(part, an_id("elsewhere"))})


def account_key(label: str = "account") -> AccountKey:
    """An account key with known bytes."""
    return AccountKey(known(label))


def ring(label: str = "ring", generation: int = 1) -> RingKey:
    """A ring key with known bytes."""
    return RingKey(known(f"{label} {generation}"), an_id(label), generation)


def pairs(label: str) -> KeyPairs:
    """Key pairs with known seeds."""
    return KeyPairs(known(f"{label} sealing", 96), known(f"{label} signing"))


def flipped(data: bytes) -> Iterator[bytes]:
    """The data once for each of its bytes, with one bit of that byte turned over."""
    for index in range(len(data)):
        yield data[:index] + bytes([data[index] ^ 1 << index % 8]) + data[index + 1 :]
