"""The actor: a signed-in person with their unlocked keys, handed to every service."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from journal.crypto.accounts import KeyPairs, open_key_pairs
from journal.crypto.keys import AccountKey, RingKey
from journal.crypto.sealing import Place
from journal.permissions import Who


@dataclass(frozen=True)
class Keys:
    """A person's account key, and their key pairs, opened only when used."""

    account_key: AccountKey
    epoch: int
    key_id: UUID
    place: Place
    private_sealed: bytes = field(repr=False)
    rings: dict[tuple[UUID, int], RingKey] = field(default_factory=dict, repr=False)

    @cached_property
    def pairs(self) -> KeyPairs:
        """The private halves. Raises `CannotOpen` when the row was tampered with."""
        return open_key_pairs(self.account_key, self.epoch, self.place, self.private_sealed)


@dataclass(frozen=True)
class Actor:
    """Somebody who is signed in, for the length of one request."""

    who: Who
    name: str
    theme: str
    text_size: str
    zone: str
    keys: Keys = field(repr=False)

    @property
    def id(self) -> UUID:
        """The person's id."""
        return self.who.id

    @property
    def clinic_id(self) -> UUID:
        """The person's clinic."""
        return self.who.clinic_id

    @property
    def role(self) -> str:
        """The person's role."""
        return self.who.role
